import { requireKnownOptions } from './require-known-options.ts'
import { ArgumentError } from './errors/argument-error.ts'
import { DataError } from './errors/data-error.ts'
import { ShapeError } from './errors/shape-error.ts'
import type { Vectors } from './vectors.ts'

/**
 * How vectors are stored in less than 32 bits a number: one of 256 steps between two bounds, signed or not, or only a
 * sign, eight to a byte.
 */
export type Precision = 'int8' | 'uint8' | 'binary' | 'ubinary'

/** The least and the greatest number of each dimension: what the 256 steps are spread over. */
export interface VectorRanges {
  /** [dimensions] */
  readonly least: Float32Array
  /** [dimensions] */
  readonly greatest: Float32Array
}

/** A batch of embeddings in few bits, row-major. */
export interface QuantizedVectors {
  readonly precision: Precision
  /** `count` rows of `dimensions` bytes, or of ⌈dimensions / 8⌉ for signs. */
  readonly data: Int8Array | Uint8Array
  readonly count: number
  /** The numbers a row represents. */
  readonly dimensions: number
  /** What the steps are spread over; of signs undefined. */
  readonly ranges?: VectorRanges
}

/** Options of `quantizeVectors`. */
export interface QuantizeVectorsOptions {
  readonly precision: Precision
  /**
   * For int8 and uint8. Default: those of the vectors themselves. Vectors that are compared with each other need the
   * same ones: take `vectorRanges` of many documents.
   */
  readonly ranges?: VectorRanges
}

/**
 * Vectors in fewer bits, as sentence-transformers' `quantize_embeddings`: q = ⌊(x − least) / ((greatest − least) /
 * 255)⌋, kept within 0 to 255 (for int8 less 128), or the bit x > 0, the first dimension in the highest bit of the
 * first byte (for binary less 128).
 *
 * @throws {ArgumentError} if ranges are needed and there are fewer than two vectors to take them from.
 * @throws {ShapeError} if the ranges have other dimensions.
 * @throws {DataError} if a number is not finite.
 *
 * @example
 * const ranges = vectorRanges(documents)
 * const small = quantizeVectors(documents, { precision: 'int8', ranges })
 *
 * @see https://sbert.net/examples/sentence_transformer/applications/embedding-quantization/README.html
 */
export function quantizeVectors(vectors: Vectors, options: QuantizeVectorsOptions): QuantizedVectors {
  const { precision, ranges } = requireKnownOptions('quantizeVectors', options, { precision: true, ranges: true })
  const { data, count, dimensions } = vectors
  const wrong = data.findIndex(value => !Number.isFinite(value))
  if (wrong >= 0)
    throw new DataError(
      `quantizeVectors: number ${wrong % dimensions} of row ${Math.floor(wrong / dimensions)} is ${data[wrong]}. ` +
        'Give finite numbers.',
      { row: Math.floor(wrong / dimensions), place: wrong % dimensions },
    )
  if (precision === 'binary' || precision === 'ubinary') {
    const bits = signs(vectors)
    return { precision, data: precision === 'ubinary' ? bits : lowered(bits), count, dimensions }
  }
  if (precision !== 'int8' && precision !== 'uint8')
    throw new ArgumentError(
      `quantizeVectors: precision is ${String(precision)}. Give 'int8', 'uint8', 'binary' or 'ubinary'.`,
      { precision },
    )
  if (ranges === undefined && count < 2)
    throw new ArgumentError(
      `quantizeVectors: the ranges of ${count} vectors say nothing. Give the ranges of many: vectorRanges(documents).`,
      { count },
    )
  const { least, greatest } = ranges ?? vectorRanges(vectors)
  if (least.length !== dimensions || greatest.length !== dimensions)
    throw new ShapeError(
      `quantizeVectors: ranges of ${least.length} dimensions for vectors of ${dimensions}. Give the ranges of ` +
        'these embeddings.',
      { ranges: least.length, dimensions },
    )
  const steps = least.map((low, d) => Math.fround(Math.fround(greatest[d]! - low) / 255) || 1)
  const levels = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) {
    const d = i % dimensions
    levels[i] = Math.min(255, Math.max(0, Math.floor(Math.fround(Math.fround(data[i]! - least[d]!) / steps[d]!))))
  }
  return {
    precision,
    data: precision === 'uint8' ? levels : lowered(levels),
    count,
    dimensions,
    ranges: { least, greatest },
  }
}

/**
 * The least and greatest number of each dimension: the calibration of int8 and uint8. @throws {ArgumentError} without
 * vectors.
 */
export function vectorRanges({ data, count, dimensions }: Vectors): VectorRanges {
  if (count === 0)
    throw new ArgumentError('vectorRanges: there are no vectors. Give some hundreds like those to be quantised.')
  const least = data.slice(0, dimensions)
  const greatest = data.slice(0, dimensions)
  for (let i = dimensions; i < count * dimensions; i++) {
    const d = i % dimensions
    if (data[i]! < least[d]!) least[d] = data[i]!
    if (data[i]! > greatest[d]!) greatest[d] = data[i]!
  }
  return { least, greatest }
}

/**
 * The numbers int8 and uint8 represent: the lower bound of each step, as sentence-transformers.
 *
 * @throws {ArgumentError} for signs, which have no lengths.
 */
export function dequantizeVectors({ precision, data, count, dimensions, ranges }: QuantizedVectors): Vectors {
  if (!ranges)
    throw new ArgumentError(
      `dequantizeVectors: ${precision} vectors are signs and have no ranges. Compare them by their bits.`,
      { precision },
    )
  const offset = precision === 'int8' ? 128 : 0
  const result = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++) {
    const low = ranges.least[i % dimensions]!
    const high = ranges.greatest[i % dimensions]!
    result[i] = (data[i]! + offset) * ((high - low) / 255 || 1) + low
  }
  return { data: result, count, dimensions }
}

function signs({ data, count, dimensions }: Vectors): Uint8Array {
  const width = Math.ceil(dimensions / 8)
  const bits = new Uint8Array(count * width)
  for (let row = 0; row < count; row++) {
    for (let d = 0; d < dimensions; d++)
      if (data[row * dimensions + d]! > 0) bits[row * width + (d >> 3)]! |= 128 >> (d & 7)
  }
  return bits
}

function lowered(levels: Uint8Array): Int8Array {
  return Int8Array.from(levels, level => level - 128)
}
