import { ArgumentError, DataError } from '@towerkit/core'
import { timeLimited } from './time-limited.ts'

/** Refuses a `maxLength` that leaves no room for the special tokens. */
export function requireRoom(maxLength: number, special: number): void {
  if (Number.isInteger(maxLength) && maxLength >= special && maxLength > 0) return
  throw new ArgumentError(
    `encodeBatch: maxLength is ${maxLength}, but the special tokens alone are ${special}. Give a larger whole number.`,
    { maxLength, special },
  )
}

/** Refuses what is not a list of texts. */
export function requireTexts(texts: readonly string[]): void {
  const wrong = texts.findIndex(text => typeof text !== 'string')
  if (wrong >= 0)
    throw new ArgumentError(`encodeBatch: text ${wrong} is of type ${typeof texts[wrong]}. Give strings.`, {
      index: wrong,
    })
}

/** Ids of a text between special ones, cut to `room` at one end. */
export function aroundIds(
  ids: readonly number[],
  {
    before,
    after,
    room,
    cutSide,
  }: {
    readonly before: readonly number[]
    readonly after: readonly number[]
    readonly room: number
    readonly cutSide: 'left' | 'right'
  },
): Int32Array {
  const start = cutSide === 'left' ? Math.max(0, ids.length - room) : 0
  const count = Math.min(ids.length, room)
  const row = new Int32Array(before.length + count + after.length)
  row.set(before)
  for (let at = 0; at < count; at++) row[before.length + at] = ids[start + at]!
  row.set(after, before.length + count)
  return row
}

/** Whether any step has a regular expression of the file's own, which might take for ever on some text. */
export function hasExpression(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => key === 'Regex' || (key !== 'model' && hasExpression(inner)))
}

/** Allows far more time than any text takes that is tokenised at all: a thousand characters need a millisecond. */
export function boundedTime<T extends object | string>(run: () => T, texts: readonly string[]): T {
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  const result = timeLimited(run, 5_000 + 0.1 * characters)
  if (result !== undefined) return result
  throw new DataError(
    `encodeBatch: ${characters} characters took more than ${Math.round(5 + characters / 10_000)} s: a regular ` +
      'expression of tokenizer.json backtracks without end. Give an unchanged tokenizer.json.',
    { characters },
  )
}
