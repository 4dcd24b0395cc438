import { ArgumentError } from '@towerkit/core'
import { kindOf } from '../kind-of.ts'

/** @throws {ArgumentError} if one of the lists is neither an array nor a typed array. */
export function requireNumbers(caller: string, ...lists: readonly unknown[]): void {
  for (const list of lists)
    if (!Array.isArray(list) && !ArrayBuffer.isView(list))
      throw new ArgumentError(`${caller}: got ${kindOf(list)}. Give two arrays of numbers.`)
}
