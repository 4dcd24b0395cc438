import type { Tower, Tensor } from '@towerkit/graph'
import type { RecommenderConfig } from './recommender-config.ts'
import { sequenceTensors } from './sequence-tensors.ts'
import type { ItemSource, Sequence } from './sequence.ts'
import { trainingInputs } from './training-inputs.ts'
import { trainingScores } from './training-network.ts'
import type { FilledTrainingOptions } from './training-options.ts'

/**
 * The tower that reads the sequences of a batch with all their candidates at once, for `recommenderLoss`.
 *
 * @param weights Of `initialWeights`; trained in place.
 * @param options.total Sum of the frequencies of the source.
 * @param options.updated Called after the weights change.
 */
export function recommenderTower(
  weights: Readonly<Record<string, Tensor>>,
  source: ItemSource,
  {
    config,
    options,
    total,
    updated,
  }: {
    readonly config: RecommenderConfig
    readonly options: FilledTrainingOptions
    readonly total: number
    readonly updated: () => void
  },
): Tower<Sequence> {
  return {
    name: 'recommender',
    weights,
    inputs: trainingInputs(config, options),
    outputs: {
      next: ['targets', 2],
      ...(options.weights.auxiliary > 0 && { auxiliary: ['places', 1 + options.auxiliaryNegatives] }),
      ...(options.weights.ranker > 0 && { ranker: ['batch', 'ranked'] }),
    },
    tables: { 'table.weight': ['rows'] },
    item: { is: 'a sequence { items, types? }', matches: isSequence },
    updated,
    collate: sequences => sequenceTensors(sequences, source, { config, options, total }),
    build: (parameters, inputs, { seed }) => trainingScores(parameters, inputs, { config, options, seed }),
  }
}

function isSequence(value: unknown): boolean {
  const items = typeof value === 'object' && value !== null ? (value as Partial<Sequence>).items : undefined
  return typeof items === 'object' && typeof items.length === 'number'
}
