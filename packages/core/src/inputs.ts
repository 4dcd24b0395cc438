import { ArgumentError } from './errors/argument-error.ts'

/**
 * Several inputs in memory. A string is refused although it is an iterable of strings: its letters are never what was
 * meant.
 */
export type InputList<Input> = Iterable<Input> & { readonly charAt?: never }

/** Several inputs: a list, or a stream larger than memory. */
export type Inputs<Input> = InputList<Input> | AsyncIterable<Input>

/**
 * Checks that a caller gave several inputs, and not a single text, whose letters would count as texts.
 *
 * @param caller Name of the function in the message.
 * @param inputs What it was given.
 * @param kind What the inputs are called, in the plural. Default 'texts'.
 * @throws {ArgumentError} for a string and for what cannot be iterated over.
 *
 * @example
 * requireInputs('encode', texts)
 */
export function requireInputs(caller: string, inputs: unknown, kind = 'texts'): void {
  if (typeof inputs === 'string')
    throw new ArgumentError(
      `${caller}: the ${kind} are one string, ${JSON.stringify(inputs.slice(0, 40))}. Give a list, such as [text].`,
      { inputs },
    )
  const object = Object(inputs) as Partial<Iterable<unknown> & AsyncIterable<unknown>>
  if (typeof object[Symbol.iterator] === 'function' || typeof object[Symbol.asyncIterator] === 'function') return
  throw new ArgumentError(
    `${caller}: the ${kind} are ${inputs === null ? 'null' : typeof inputs}. Give a list or another iterable.`,
    { inputs },
  )
}
