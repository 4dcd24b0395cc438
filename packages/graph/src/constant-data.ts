import { UnsupportedError, type Dtype, type TensorData } from '@towerkit/core'

/** `elements` in the array type of `dtype`; used as they are if they already have it. */
export function constantData(elements: readonly number[] | TensorData, dtype: Dtype): TensorData {
  const numbers = () => Array.from(elements as ArrayLike<number | bigint>, Number)
  switch (dtype) {
    case 'float32':
      return elements instanceof Float32Array ? elements : Float32Array.from(numbers())
    case 'float64':
      return elements instanceof Float64Array ? elements : Float64Array.from(numbers())
    case 'int64':
      return elements instanceof BigInt64Array ? elements : BigInt64Array.from(numbers(), BigInt)
    case 'int32':
      return elements instanceof Int32Array ? elements : Int32Array.from(numbers())
    case 'int8':
      return elements instanceof Int8Array ? elements : Int8Array.from(numbers())
    case 'uint8':
    case 'bool':
      return elements instanceof Uint8Array ? elements : Uint8Array.from(numbers())
    case 'float16':
      if (elements instanceof Uint16Array) return elements
      throw new UnsupportedError(
        'constant: float16 constants are given as their bits in a Uint16Array. Or make a float32 constant and cast it.',
      )
  }
}

/** The elements of a short whole-number constant, for shape inference. */
export function constantElements(data: TensorData): number[] | undefined {
  return (data instanceof BigInt64Array || data instanceof Int32Array) && data.length <= 64
    ? Array.from(data, Number)
    : undefined
}
