import { ShapeError } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'

/**
 * Tensors behind each other along their first dimension.
 *
 * @throws {ShapeError} if their other dimensions differ.
 */
export function joinedRows(name: string, parts: readonly Tensor[]): Tensor {
  const rest = parts[0]!.shape.slice(1)
  const other = parts.find(({ shape }) => shape.slice(1).join() !== rest.join())
  if (other)
    throw new ShapeError(
      `train: with chunkSize, "${name}" is [${parts[0]!.shape}] in one chunk and [${other.shape}] in another. Give ` +
        'all items the same lengths.',
      { shape: other.shape, expected: parts[0]!.shape },
    )
  const data = new Float32Array(parts.reduce((length, part) => length + part.data.length, 0))
  let at = 0
  for (const part of parts) {
    data.set(part.data as Float32Array, at)
    at += part.data.length
  }
  return { dtype: 'float32', shape: [parts.reduce((count, { shape }) => count + shape[0]!, 0), ...rest], data }
}

/** Some rows of a tensor, as a view. */
export function rowsBetween({ shape, data }: Tensor, start: number, end: number) {
  const width = shape.slice(1).reduce((product, length) => product * length, 1)
  return {
    dtype: 'float32' as const,
    shape: [end - start, ...shape.slice(1)],
    data: (data as Float32Array<ArrayBuffer>).subarray(start * width, end * width),
  }
}
