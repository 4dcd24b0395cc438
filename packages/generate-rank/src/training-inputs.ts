import type { Dtype, Shape } from '@towerkit/graph'
import type { RecommenderConfig } from './recommender-config.ts'
import { drawnOnly, type FilledTrainingOptions } from './training-options.ts'

/** What the training graph reads: the types and shapes of `sequenceTensors`. */
export function trainingInputs(
  config: RecommenderConfig,
  options: FilledTrainingOptions,
): Record<string, { readonly dtype: Dtype; readonly shape: Shape }> {
  const integer = (shape: Shape) => ({ dtype: 'int64' as const, shape })
  const float = (shape: Shape) => ({ dtype: 'float32' as const, shape })
  const auxiliaries = integer(['batch', options.auxiliaryPlaces * (1 + options.auxiliaryNegatives)])
  const hasTypes = config.types > 1
  return {
    ...itemInputs(config),
    history: integer(['batch', 'length']),
    ...(hasTypes && { types: integer(['batch', 'length']) }),
    mask: integer(['batch', 'length']),
    positions: integer(['length']),
    candidates: integer(['candidates']),
    logQ: float(['candidates']),
    targetAt: integer(['targets']),
    positives: integer(['targets']),
    sequenceOf: integer(['targets']),
    ...(drawnOnly(options.negatives) && { competing: integer(['competing']) }),
    ...(options.maskKnown && { known: float(['batch', 'candidates']) }),
    lastTarget: integer(['batch']),
    ...(options.weights.auxiliary > 0 && { auxiliary: auxiliaries, seesUpTo: auxiliaries }),
    ...(options.weights.ranker > 0 && {
      hard: integer(['hard']),
      long: integer(['batch', 'long events']),
      ...(hasTypes && { longTypes: integer(['batch', 'long events']) }),
      longMask: integer(['batch', 'long events']),
    }),
  }
}

/** What the graph of item vectors reads: the types and shapes of `itemTensors`. */
export function itemInputs({
  categories,
  features,
}: RecommenderConfig): Record<string, { readonly dtype: Dtype; readonly shape: Shape }> {
  return {
    rows: { dtype: 'int64', shape: ['items'] },
    hasRow: { dtype: 'float32', shape: ['items'] },
    ...(categories > 0 && { categories: { dtype: 'int64' as const, shape: ['items', 'most categories'] } }),
    ...(features > 0 && { features: { dtype: 'float32' as const, shape: ['items', features] } }),
  }
}
