import type { Dtype, Tensor } from '@towerkit/core'
import type { Shape } from './dimension.ts'
import type { Side } from './loss-column.ts'
import type { Parameters } from './parameters.ts'
import type { Value } from './value.ts'

/** What a tower can use while it is built. */
export interface TowerContext {
  /** int64 scalar, another one for each training step: the source of dropout. Missing when the tower serves. */
  readonly seed?: Value
  /** The requested outputs. Others may be left out. */
  readonly outputs: readonly string[]
  /**
   * Sets a buffer's value after the step, such as a running mean. A tower that serves several columns gives one value
   * for each; the buffer becomes their mean. Missing when the tower serves.
   */
  readonly setBuffer?: (name: string, value: Value) => void
}

/** What is known about the items of a column. */
export interface ItemContext {
  /** The side of the search they belong to, if the loss has sides. */
  readonly side?: Side | undefined
  /** Whether an encoder prepends that side's prompt, as it does when serving. */
  readonly prompts: boolean
  /** Name of the training task they belong to, if the run has several. */
  readonly task?: string | undefined
}

/**
 * A trainable function from items to named outputs: what encoders hand to training.
 *
 * One tower may serve several columns of a loss (a shared encoder), or each column its own (two towers). A tower with
 * `columns` reads several columns at once: for scores of every history of a batch with every candidate, for example.
 */
export interface Tower<Item = unknown, Ready = Item> {
  /** Prefix of its parameters where several towers are trained together; unique among them. */
  readonly name: string
  /** Path or name of the model that its weights were read from: what an adapter of it names as its base. */
  readonly source?: string
  /** Its weights by parameter name. Training changes the arrays in place. */
  readonly weights: Readonly<Record<string, Tensor>>
  /**
   * Tensors it reads, by name. The symbol 'batch' is the number of items; other symbols are its own, leading ones too:
   * ['images', 3, 'height', 'width'], where a batch may hold 0 images.
   */
  readonly inputs: Readonly<Record<string, { readonly dtype: Dtype; readonly shape: Shape }>>
  /**
   * Shapes of what it makes, by name: { embedding: ['batch', 384] }. 'batch' is the number of items. A loss gets
   * `embedding` unless it names another output.
   */
  readonly outputs: Readonly<Record<string, Shape>>
  /**
   * Fields of an example that make up one item, which is then an object of them. Default: an item is the value of the
   * one field that the column names.
   */
  readonly columns?: readonly string[]
  /** What an item is, for checks before training: { is: 'a text', matches: value => typeof value === 'string' }. */
  readonly item?: { readonly is: string; matches(value: unknown): boolean }
  /** Weights that training does not change. */
  readonly frozen?: readonly string[]
  /** Weights without a gradient that a step sets by `TowerContext.setBuffer`; stored in checkpoints. */
  readonly buffers?: readonly string[]
  /** Weights that it shares with other towers, by the name they share. The arrays must be the same. */
  readonly shared?: Readonly<Record<string, string>>
  /** Factors of the learning rate that belong to the tower, by parameter name. Rules of a run take precedence. */
  readonly rates?: Readonly<Record<string, number>>
  /**
   * Embedding tables that may be trained row by row, with the int64 inputs that index them. Only rows that a batch
   * names are then read, differentiated and updated.
   */
  readonly tables?: Readonly<Record<string, readonly string[]>>
  /** Prepares an item, for example decodes a picture: ahead of the step, several items at once. */
  prepare?(item: Item, context: ItemContext & { readonly signal: AbortSignal }): Promise<Ready>
  /** Turns items into the tensors of `inputs`. */
  collate(items: readonly Ready[], context?: ItemContext): Readonly<Record<string, Tensor>>
  /** Called after the weights change. */
  updated?(): void
  /** Appends the tower to the graph of `parameters`. @returns the requested outputs, by name. */
  build(
    parameters: Parameters,
    inputs: Readonly<Record<string, Value>>,
    context: TowerContext,
  ): Readonly<Record<string, Value>>
}

/** Name of the output of a tower that ends after some of its layers. */
export function embeddingAfter(layers: number): string {
  return `embedding after ${layers} layers`
}
