import { exactIndex } from '@towerkit/indices'
import { infoNce } from '@towerkit/losses'
import { textEncoderOf, type TextEncoder } from '@towerkit/text-encoder'
import { adamW, trainTowers, type TrainTowersOptions } from '@towerkit/training'
import { documents, pairs, session, smallLanguageModel } from './small-language-model.ts'

/** A tower of queries and one of documents. */
export interface TwoTowers {
  readonly query: TextEncoder
  readonly document: TextEncoder
}

/** Two towers with the same first weights. */
export function twoTowers(): TwoTowers {
  const query = smallLanguageModel()
  return { query, document: textEncoderOf(structuredClone(query.parts), { name: 'document', session }) }
}

/** Trains both towers with negatives that are mined anew after every so many steps. */
export function trainTwoTowers(
  towers: TwoTowers,
  { every = 4, ...options }: Partial<TrainTowersOptions> & { readonly every?: number } = {},
) {
  return trainTowers({
    ...towers,
    pairs,
    documents,
    loss: infoNce(),
    optimizer: adamW({ learningRate: 1e-2 }),
    batchSize: 8,
    steps: 12,
    session,
    negatives: { count: 1, every, ranks: [0, 8], index: () => exactIndex({ dimensions: 16 }) },
    ...options,
  })
}
