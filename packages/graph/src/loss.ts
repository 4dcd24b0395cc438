import type { Value } from './value.ts'

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
  /** Columns that hold any number of inputs for each example, such as several negatives; their embeddings arrive as one [count, dimensions], numbers as [batch, longest] with NaN behind shorter lists. */
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
  /** Trainable scalars of the loss, such as a learnable temperature, by name with their first value. */
  readonly parameters?: Readonly<Record<string, number>>
  /**
   * Appends the loss to the graph of its inputs.
   *
   * @param columns Embeddings [batch, dimensions], labels, and the loss's own parameters, by name.
   * @returns a scalar, lower is better.
   */
  compute(columns: Readonly<Record<string, Value>>): Value
}
