import {
  cast,
  deriveSeed,
  dropout,
  expand,
  gatherElements,
  greater,
  greaterOrEqual,
  min,
  mul,
  reduceMax,
  where,
  type Value,
} from '@towerkit/graph'
import { mostFields } from './field-texts.ts'
import type { SettledChoices } from './omni-choices.ts'

/** What a token belongs to, in the input `units`; fields are numbered from `firstField` on. */
export const units = { prompt: 0, sound: 1, vision: 2, firstField: 3 } as const

/**
 * Leaves out parts and text fields of each item at random, as a function of the step's seed only, so that a resumed run
 * leaves out the same. Prompts stay. An item that would lose everything keeps everything.
 *
 * @param tokens present: int64 [batch, sequence], 0 for padding; units: int64 [batch, sequence].
 * @returns As `present`, with 0 for what is left out.
 */
export function keptTokens(
  { present, units: unit }: { readonly present: Value; readonly units: Value },
  { choices: { fieldDrop, partDrop }, seed }: { readonly choices: SettledChoices; readonly seed: Value },
): Value {
  const { graph } = unit
  const draw = (count: number, place: number, rate: number) => {
    const ones = expand(graph.constant(1, 'float32'), [unit.shape[0]!, count])
    return cast(greater(dropout(ones, deriveSeed(seed, place), rate), 0), 'int64')
  }
  const isField = greaterOrEqual(unit, units.firstField)
  const part = gatherElements(draw(units.firstField + 1, 0, partDrop), min(unit, units.firstField), 1)
  const field = gatherElements(draw(units.firstField + mostFields, 1, fieldDrop), unit, 1)
  const drawn = mul(part, where(isField, field, graph.constant(1, 'int64')))
  const isContent = greater(unit, units.prompt)
  const content = mul(mul(drawn, present), cast(isContent, 'int64'))
  const isAnyLeft = greater(reduceMax(content, [1], { keepDimensions: true }), 0)
  return where(isAnyLeft, where(isContent, content, present), present)
}
