import { DataError } from '@towerkit/core'

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown, part: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) malformed(part, value, 'an object')
  return value as Fields
}

export function listOf(value: unknown, part: string): readonly unknown[] {
  if (!Array.isArray(value)) malformed(part, value, 'an array')
  return value as readonly unknown[]
}

export function textOf(value: unknown, part: string): string {
  if (typeof value !== 'string') malformed(part, value, 'text')
  return value
}

export function flagOf(value: unknown, part: string, fallback?: boolean): boolean {
  if (value === undefined && fallback !== undefined) return fallback
  if (typeof value !== 'boolean') malformed(part, value, 'true or false')
  return value
}

/** One character, as the reference's `char`. */
export function characterOf(value: unknown, part: string): string {
  if (typeof value !== 'string' || [...value].length !== 1) malformed(part, value, 'one character')
  return value
}

export function choiceOf<Choice extends string>(value: unknown, part: string, choices: readonly Choice[]): Choice {
  const choice = choices.find(each => each === value)
  if (choice === undefined) malformed(part, value, `one of ${choices.join(', ')}`)
  return choice
}

export function malformed(part: string, found: unknown, expected: string): never {
  const shown = found === undefined ? 'missing' : (JSON.stringify(found) ?? String(found)).slice(0, 80)
  throw new DataError(
    `loadTokenizer: ${part} is ${shown}, but must be ${expected}. Give an unchanged tokenizer.json.`,
    { part, found, expected },
  )
}
