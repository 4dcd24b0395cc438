import type { Tensor } from '@towerkit/graph'
import { fieldTexts, mostFields } from './field-texts.ts'
import { units } from './kept-tokens.ts'
import type { CheckedItem } from './omni-item.ts'
import type { OmniNetwork } from './network-parts.ts'

/** A text that a text trunk reads by itself: the prompt, or a field. */
export interface TextUnit {
  readonly ids: Int32Array
  /** One of `units`. */
  readonly kind: number
}

/** The texts of an item: the prompt, then its fields. Each is encoded by itself, so that any field can be left out. */
export function textUnits(
  { fields }: Pick<CheckedItem, 'fields'>,
  prompt: string,
  { text: { tokenizer }, choices: { maxLength } }: OmniNetwork,
): TextUnit[] {
  const texts = [
    ...(prompt === '' ? [] : [{ text: prompt, kind: units.prompt }]),
    ...fieldTexts(fields).map(({ text }, i) => ({ text, kind: units.firstField + Math.min(i, mostFields - 1) })),
  ]
  if (texts.length === 0) return []
  const { ids } = tokenizer.encodeBatch(
    texts.map(({ text }) => text),
    { maxLength },
  )
  return texts.flatMap(({ kind }, i) => (ids[i]!.length === 0 ? [] : [{ ids: ids[i]!, kind }]))
}

/** Token ids as the tensors of a unit. */
export function unitOfIds(ids: Int32Array): Record<string, Tensor> {
  return { input_ids: { dtype: 'int32', shape: [ids.length], data: ids } }
}

/** The token ids of a unit. */
export function idsOf(unit: Readonly<Record<string, Tensor>>): Int32Array {
  return unit['input_ids']!.data as Int32Array
}
