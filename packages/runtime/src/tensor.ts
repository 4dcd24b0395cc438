import { ArgumentError, ShapeError, type DataOf, type Dtype, type Tensor } from '@towerkit/core'

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const

/** Every dtype. */
export const dtypes: readonly Dtype[] = Object.keys(arrays) as Dtype[]

/**
 * Makes a tensor. Typed arrays are used without a copy; number arrays are converted.
 *
 * @param dtype Element type.
 * @param shape Whole numbers of at least 0; `[]` is a scalar.
 * @param data As many elements as the product of `shape`, row-major, in the class of the dtype; zeros if left out.
 * @returns The tensor; `data` is the given typed array.
 * @throws {ArgumentError} if the data is of another class than the dtype's.
 * @throws {ShapeError} if the number of elements is not the product of the shape.
 *
 * @example
 * tensor('float32', [2, 2], [1, 2, 3, 4])
 * tensor('int64', [3], new BigInt64Array([1n, 2n, 3n]))
 */
export function tensor<D extends Dtype>(
  dtype: D,
  shape: readonly number[],
  data?: DataOf<D> | readonly number[],
): Tensor<D> {
  const size = elementCount(shape, 'tensor')
  const made = { dtype, shape: [...shape], data: toTypedArray(dtype, data ?? size) }
  checkTensor(made, 'tensor')
  return made
}

/**
 * Checks that a tensor is what it says: a known dtype, data of its class, as many elements as its shape needs.
 *
 * @param caller The start of the message.
 * @throws {ArgumentError} for an unknown dtype or data of another class.
 * @throws {ShapeError} if shape and data disagree.
 *
 * @example
 * checkTensor({ dtype: 'float32', shape: [2], data: new Float32Array(2) }, 'load')
 */
export function checkTensor({ dtype, shape, data }: Tensor, caller: string): void {
  const expected = dataClass(dtype, caller)
  if (!(data instanceof expected)) {
    const actual = (data as object | undefined)?.constructor.name ?? String(data)
    throw new ArgumentError(
      `${caller}: the data of a ${dtype} tensor is a ${actual}, expected ${expected.name}. Give a ${expected.name}.`,
      { dtype, actual, expected: expected.name },
    )
  }
  const size = elementCount(shape, caller)
  if (data.length === size) return
  throw new ShapeError(
    `${caller}: shape [${shape.join(', ')}] has ${size} elements, the data has ${data.length}. Give data of the ` +
      `shape's size.`,
    { shape, size, length: data.length },
  )
}

/**
 * Product of a shape.
 *
 * @throws {ShapeError} if a dimension is not a whole number of at least 0, or the product exceeds 2^53 - 1.
 *
 * @example
 * elementCount([2, 3]) // 6
 */
export function elementCount(shape: readonly number[], caller = 'elementCount'): number {
  let size = 1
  for (const dimension of shape) {
    if (!Number.isSafeInteger(dimension) || dimension < 0) {
      throw new ShapeError(
        `${caller}: shape [${shape.join(', ')}] has a dimension of ${dimension}. Give whole numbers of at least 0.`,
        { shape, dimension },
      )
    }
    size *= dimension
  }
  if (!Number.isSafeInteger(size)) {
    throw new ShapeError(
      `${caller}: shape [${shape.join(', ')}] has more elements than 2^53 - 1. Give a smaller shape.`,
      { shape },
    )
  }
  return size
}

/**
 * The typed-array class of a dtype.
 *
 * @throws {ArgumentError} for an unknown dtype.
 *
 * @example
 * dataClass('int64') // BigInt64Array
 */
export function dataClass(dtype: Dtype, caller = 'dataClass'): (typeof arrays)[Dtype] {
  if (Object.hasOwn(arrays, dtype)) return arrays[dtype]
  throw new ArgumentError(`${caller}: unknown dtype ${String(dtype)}. Use one of ${dtypes.join(', ')}.`, { dtype })
}

function toTypedArray<D extends Dtype>(dtype: D, data: DataOf<D> | readonly number[] | number): DataOf<D> {
  const array = dataClass(dtype, 'tensor')
  if (typeof data === 'number') return new array(data) as DataOf<D>
  if (!Array.isArray(data)) return data as DataOf<D>
  if (dtype === 'float16')
    throw new ArgumentError('tensor: float16 data is numbers. Give the 16-bit patterns as a Uint16Array.', { dtype })
  return (dtype === 'int64' ? BigInt64Array.from(data, BigInt) : new array(data as never)) as DataOf<D>
}
