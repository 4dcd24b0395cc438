import { ArgumentError } from '@towerkit/core'
import { kindOf } from '../kind-of.ts'
import { requireKind } from '../require-kind.ts'

/**
 * Checks what an evaluator of models was given.
 *
 * @param samples What it evaluates on, by name.
 * @throws {ArgumentError} if the encoder is none, or the samples are no array.
 */
export function requireEncoder(caller: string, encoder: unknown, samples: Readonly<Record<string, unknown>>): void {
  if (typeof (encoder as { encode?: unknown } | null | undefined)?.encode !== 'function')
    throw new ArgumentError(`${caller}: the encoder is ${kindOf(encoder)} without encode(). Give an Encoder.`)
  for (const [name, value] of Object.entries(samples))
    requireKind(caller, value, { kind: 'an array', name, example: `an array of ${name}` })
}
