import type { Shape } from './dimension.ts'
import type { Dtype } from './dtype.ts'
import type { Parameters } from './parameters.ts'
import type { Value } from './value.ts'
import type { Weight } from './write-onnx.ts'

/** What a tower may use while it is built. */
export interface TowerContext {
  /** int64 scalar, another one for each training step: the source of dropout. Missing when the tower serves. */
  readonly seed?: Value
  /** How many of the tower's layers to run, from the first; default all. For losses that also train early exits. */
  readonly depth?: number
}

/**
 * A trainable function from inputs to embeddings: what encoders hand to training.
 *
 * One tower may serve several columns of a loss (a shared encoder), or each column its own (two towers).
 */
export interface Tower<Input> {
  /** Prefix of its parameters where several towers are trained together; unique among them. */
  readonly name: string
  /** Length of the embeddings. */
  readonly dimensions: number
  /** Number of layers, of towers that can be built with fewer of them (`TowerContext.depth`). */
  readonly layers?: number
  /** Its weights by parameter name. Training changes the arrays in place. */
  readonly weights: Readonly<Record<string, Weight>>
  /** Tensors it reads, by name. Their first dimension is 'batch'; other symbols are its own. */
  readonly inputs: Readonly<Record<string, { readonly dtype: Dtype; readonly shape: Shape }>>
  /** Weights that training leaves as they are. */
  readonly frozen?: readonly string[]
  /**
   * Embedding tables that may be trained row by row, with the int64 inputs that index them. Only rows that a batch
   * names are then read, differentiated and updated.
   */
  readonly tables?: Readonly<Record<string, readonly string[]>>
  /** Turns inputs into the tensors of `inputs`. */
  collate(inputs: readonly Input[]): Readonly<Record<string, Weight>>
  /** Told when the weights have changed. */
  updated?(): void
  /** Appends the tower to the graph of `parameters`. @returns [batch, dimensions] */
  build(parameters: Parameters, inputs: Readonly<Record<string, Value>>, context: TowerContext): Value
}
