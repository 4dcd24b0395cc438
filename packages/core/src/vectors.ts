import { ArgumentError } from './errors/argument-error.ts'
import { ShapeError } from './errors/shape-error.ts'

/** A batch of embeddings, row-major: row `i` is `data.subarray(i * dimensions, (i + 1) * dimensions)`. */
export interface Vectors {
  /** `count * dimensions` numbers. */
  readonly data: Float32Array
  /** Number of rows. */
  readonly count: number
  /** Length of each row. */
  readonly dimensions: number
}

/**
 * Makes `Vectors` of flat data or of rows.
 *
 * @param data `count * dimensions` numbers, row-major, used as it is; or an array of rows, copied.
 * @param dimensions Length of a row. Needed for flat data; rows know theirs unless there are none.
 * @throws {ShapeError} if the data does not divide into rows of equal length.
 *
 * @example
 * vectors([[1, 0], [0, 1]]).count // 2
 */
export function vectors(data: Float32Array | readonly ArrayLike<number>[], dimensions?: number): Vectors {
  if (data instanceof Float32Array) return flatVectors(data, dimensions)
  const width = dimensions ?? data[0]?.length
  if (width === undefined)
    throw new ArgumentError('vectors: no rows and no dimensions. Give the dimensions of an empty batch.')
  const flat = new Float32Array(data.length * width)
  data.forEach((row, index) => {
    if (row.length !== width)
      throw new ShapeError(
        `vectors: row ${index} has ${row.length} numbers, expected ${width}. Give rows of equal length.`,
        { row: index, length: row.length, expected: width },
      )
    flat.set(row, index * width)
  })
  return { data: flat, count: data.length, dimensions: width }
}

function flatVectors(data: Float32Array, dimensions: number | undefined): Vectors {
  if (dimensions === undefined || !Number.isInteger(dimensions) || dimensions < 1) {
    throw new ArgumentError(
      `vectors: dimensions is ${dimensions}. Give the row length of flat data, a whole number of at least 1.`,
      { dimensions },
    )
  }
  if (data.length % dimensions !== 0)
    throw new ShapeError(`vectors: ${data.length} numbers do not divide into rows of ${dimensions}.`, {
      length: data.length,
      dimensions,
    })
  return { data, count: data.length / dimensions, dimensions }
}

/** Row `index` of `vectors`, as a view: no copy. */
export function row(vectors: Vectors, index: number): Float32Array {
  if (!Number.isInteger(index) || index < 0 || index >= vectors.count)
    throw new ArgumentError(`row: index ${index} of ${vectors.count} rows.`, { index, count: vectors.count })
  return vectors.data.subarray(index * vectors.dimensions, (index + 1) * vectors.dimensions)
}
