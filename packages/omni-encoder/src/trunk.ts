import type { Dtype, Parameters, Shape, Value, Tensor } from '@towerkit/graph'

/** The parts of an item that have a trunk. */
export type Modality = 'text' | 'vision' | 'sound'

/** A pretrained network that makes tokens of one part of an item. */
export interface Trunk {
  /** Length of a token. */
  readonly width: number
  /** Most units that it runs at once. */
  readonly batchSize: number
  /** What it reads, by name. 'units' is the number of texts, pictures or pieces of sound. */
  readonly inputs: Readonly<Record<string, { readonly dtype: Dtype; readonly shape: Shape }>>
  /** By parameter name. */
  readonly weights: Readonly<Record<string, Tensor>>
  /** Appends it to the graph of `parameters`. @returns [units, tokens, width] */
  build(parameters: Parameters, inputs: Readonly<Record<string, Value>>): Value
}
