import { seededRandom } from '@towerkit/core'
import type { Initializer } from './initializers.ts'
import type { Value } from './value.ts'
import type { Weight } from './write-onnx.ts'

/** A trainable tensor of a loss. */
export interface LossTensor {
  readonly shape: readonly number[]
  readonly initializer: Initializer
}

/**
 * A loss: a pure function of embeddings and labels. No model, no state, no device, so that any loss works with the
 * gradient cache, with several towers, and in a browser.
 */
export interface Loss {
  readonly name: string
  /** Names of the values that `compute` takes. */
  readonly columns: readonly string[]
  /** Columns that `compute` uses when they are given. */
  readonly optionalColumns?: readonly string[]
  /**
   * Columns that hold any number of inputs for each example, such as several negatives; their embeddings arrive as one
   * [count, dimensions], numbers as [batch, longest] with NaN behind shorter lists.
   */
  readonly listColumns?: readonly string[]
  /**
   * Numbers of layers of which `compute` takes embeddings too: those of `query` after 3 layers arrive as `query@3`.
   * Columns without a tower that can be cut short arrive as they are only.
   */
  readonly depths?: readonly number[]
  /** The settings, for model cards and tables. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Paper and equation, or URL. */
  readonly source: string
  /**
   * What the loss learns along by name: a scalar, such as a temperature, with its first value, or a tensor, such as a
   * projection.
   */
  readonly parameters?: Readonly<Record<string, number | LossTensor>>
  /**
   * Appends the loss to the graph of its inputs.
   *
   * @param columns Embeddings [batch, dimensions], labels, and the loss's own parameters, by name.
   * @returns a scalar, lower is better.
   */
  compute(columns: Readonly<Record<string, Value>>): Value
}

/** First values of what a loss learns along, by name. */
export function firstLossParameters(
  { parameters = {} }: Pick<Loss, 'parameters'>,
  { seed = 0 }: { readonly seed?: number } = {},
): Record<string, Weight> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, first], i) => [
      name,
      typeof first === 'number'
        ? { dtype: 'float32', shape: [], data: Float32Array.of(first) }
        : { dtype: 'float32', shape: first.shape, data: first.initializer(first.shape, seededRandom(seed + i)) },
    ]),
  )
}
