import { DataError } from '@towerkit/core'
import { timeLimited } from './time-limited.ts'

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
