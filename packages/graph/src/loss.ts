import { requireKnownOptions, seededRandom, type Tensor } from '@towerkit/core'
import type { Initializer } from './initializers.ts'
import type { LossColumn } from './loss-column.ts'
import type { LossTerm } from './loss-terms.ts'
import type { Value } from './value.ts'

/** A trainable tensor of a loss. */
export interface LossTensor {
  readonly shape: readonly number[]
  readonly initializer: Initializer
}

/**
 * A loss: a pure function of embeddings and labels. No model, no state, no device, so that any loss works with the
 * gradient cache, with several towers, and in a browser.
 *
 * @example
 * const weightedCosine: Loss = {
 *   name: 'weightedCosine',
 *   columns: { left: 'embedding', right: 'embedding', importance: 'number' },
 *   source: 'ours',
 *   compute: ({ left, right, importance }) => neg(mean(mul(importance!, rowwiseCosineSimilarity(left!, right!)))),
 * }
 */
export interface Loss {
  readonly name: string
  /** The columns that `compute` takes, each with its kind. Only the loss knows what a column holds. */
  readonly columns: Readonly<Record<string, LossColumn>>
  /** The settings, for model cards and tables. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Paper and equation, or URL. */
  readonly source: string
  /**
   * Parameters trained together with the model, by name: a scalar, such as a temperature, with its first value, or a
   * tensor, such as a projection.
   */
  readonly parameters?: Readonly<Record<string, number | LossTensor>>
  /**
   * Appends the loss to the graph of its inputs.
   *
   * @param columns Outputs of towers, numbers, and the loss's own parameters, by name. Optional columns that the
   *   batch does not have are missing.
   * @returns a scalar, lower is better, or several terms by name, which are logged one by one and added up.
   */
  compute(columns: Readonly<Record<string, Value>>): Value | Readonly<Record<string, LossTerm>>
}

/** First values of the parameters of a loss, by name. */
export function firstLossParameters(
  { parameters = {} }: Pick<Loss, 'parameters'>,
  options: { readonly seed?: number } = {},
): Record<string, Tensor> {
  const { seed = 0 } = requireKnownOptions('firstLossParameters', options, { seed: true })
  return Object.fromEntries(
    Object.entries(parameters).map(([name, first], i) => [
      name,
      typeof first === 'number'
        ? { dtype: 'float32', shape: [], data: Float32Array.of(first) }
        : { dtype: 'float32', shape: first.shape, data: first.initializer(first.shape, seededRandom(seed + i)) },
    ]),
  )
}
