import { ArgumentError } from '@towerkit/core'
import { kindOf } from './kind-of.ts'

/**
 * Checks that a caller gave an array, or a plain object, where the compiler could not.
 *
 * @param name What it is called, for messages.
 * @param example What to give.
 * @throws {ArgumentError} for anything else.
 */
export function requireKind(
  caller: string,
  value: unknown,
  {
    kind,
    name,
    example,
  }: { readonly kind: 'an array' | 'an object' | 'a string'; readonly name: string; readonly example: string },
): void {
  if (kindOf(value) !== kind)
    throw new ArgumentError(`${caller}: ${name} is ${kindOf(value)}. Give ${example}.`, { name })
}
