import { ArgumentError, dequantizeVectors, ShapeError, type QuantizedVectors, type Vectors } from '@towerkit/core'

/**
 * Vectors as float32: quantised ones as the numbers they represent, signs as 1 and −1.
 *
 * @throws {ArgumentError} if they are no vectors, such as a text that was not encoded.
 * @throws {ShapeError} if quantised data is not `count` rows.
 */
export function plainVectors(caller: string, vectors: Vectors | QuantizedVectors): Vectors {
  if (typeof vectors !== 'object' || vectors === null || !ArrayBuffer.isView(vectors.data))
    throw new ArgumentError(
      `${caller}: ${JSON.stringify(vectors)?.slice(0, 40) ?? 'undefined'} is given in place of vectors. Give what an ` +
        'encoder gives, or vectors([[0.5, 1]]).',
      { vectors },
    )
  if (!('precision' in vectors)) return vectors
  const { precision, data, count, dimensions } = vectors
  const areSigns = precision === 'binary' || precision === 'ubinary'
  const width = areSigns ? Math.ceil(dimensions / 8) : dimensions
  if (data.length !== count * width) {
    throw new ShapeError(
      `${caller}: ${data.length} bytes for ${count} ${precision} vectors of ${dimensions}. Give ${width} bytes a ` +
        'vector.',
      { length: data.length, count, width },
    )
  }
  return areSigns ? signVectors(vectors, width) : dequantizeVectors(vectors)
}

/** The first dimension is in the highest bit of the first byte; binary bytes are less 128. */
function signVectors({ precision, data, count, dimensions }: QuantizedVectors, width: number): Vectors {
  const flipped = precision === 'binary' ? 128 : 0
  const numbers = new Float32Array(count * dimensions)
  for (let row = 0; row < count; row++) {
    for (let d = 0; d < dimensions; d++) {
      const byte = data[row * width + (d >> 3)]! + flipped
      numbers[row * dimensions + d] = (byte & (128 >> (d & 7))) === 0 ? -1 : 1
    }
  }
  return { data: numbers, count, dimensions }
}
