/** The class that holds the numbers of each dtype. */
export interface DataByDtype {
  readonly float32: Float32Array
  readonly float64: Float64Array
  /** The bits. */
  readonly float16: Uint16Array
  readonly int64: BigInt64Array
  readonly int32: Int32Array
  readonly int8: Int8Array
  readonly uint8: Uint8Array
  /** 0 or 1. */
  readonly bool: Uint8Array
}

/**
 * Element type of a tensor, and the class of its data:
 * float32 `Float32Array`, float64 `Float64Array`, float16 `Uint16Array` (the bits), int64 `BigInt64Array`,
 * int32 `Int32Array`, int8 `Int8Array`, uint8 `Uint8Array`, bool `Uint8Array` (0 or 1).
 */
export type Dtype = keyof DataByDtype

/** The numbers of a tensor of dtype `D`. */
export type DataOf<D extends Dtype> = DataByDtype[D]

/** The numbers of any tensor. */
export type TensorData = DataOf<Dtype>

/**
 * A block of numbers with a shape, row-major: the last dimension varies fastest. Weights, inputs and results are
 * tensors. The data may be a view into a larger buffer.
 */
export interface Tensor<D extends Dtype = Dtype> {
  readonly dtype: D
  readonly shape: readonly number[]
  readonly data: DataOf<D>
}

/** Tensors by name: what a graph takes and gives, and what a safetensors file holds. */
export type Tensors = Readonly<Record<string, Tensor>>
