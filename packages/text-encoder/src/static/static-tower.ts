import { pad, textInputs } from '@towerkit/backbones'
import { embedding, meanPooling, type Tower, type Tensor } from '@towerkit/graph'
import { denseLayers } from '../dense-modules.ts'
import { aText, trainingPrompt } from '../prompted-encoder.ts'
import { attendFromMean, sizesOf } from './static-attention.ts'
import type { StaticEncoderParts } from './static-encoder-parts.ts'

/** What a tower of a static encoder takes from it. */
export interface StaticTowerOptions {
  readonly name: string
  readonly tokenize: (texts: readonly string[]) => readonly Int32Array[]
  readonly updated: () => void
}

/** The tower of a static encoder: its table is trained row by row. */
export function staticTower(parts: StaticEncoderParts, { name, tokenize, updated }: StaticTowerOptions): Tower<string> {
  const { table, attention, dense } = parts
  const [rows, width] = table.shape as readonly [number, number]
  const layers = dense?.layers ?? []
  return {
    name,
    item: aText,
    outputs: { embedding: ['batch', layers.at(-1)?.dimensions ?? width] },
    weights: { 'embedding.weight': table, ...attention, ...dense?.weights },
    inputs: textInputs,
    tables: { 'embedding.weight': ['input_ids'] },
    collate: (texts, context) => {
      const prompt = trainingPrompt(parts, context)
      // A batch of nothing but empty texts needs a column all the same.
      const ids = tokenize(texts.map(text => prompt + text))
      const longest = Math.max(1, ...ids.map(({ length }) => length))
      const { inputIds, attentionMask } = pad([...ids, new Int32Array(longest)], { padId: 0 })
      const tensor = (data: BigInt64Array): Tensor => ({
        dtype: 'int64',
        shape: [texts.length, longest],
        data: data.slice(0, texts.length * longest),
      })
      return { input_ids: tensor(inputIds), attention_mask: tensor(attentionMask) }
    },
    build: (parameters, { input_ids: ids, attention_mask: mask }) => {
      const x = embedding(parameters.at('embedding'), ids!, { rows, width, deviation: 1 })
      const pooled = attention
        ? attendFromMean(parameters.at('attention'), x, mask!, sizesOf(attention))
        : meanPooling(x, mask!)
      return { embedding: denseLayers(parameters, pooled, layers) }
    },
    updated,
  }
}
