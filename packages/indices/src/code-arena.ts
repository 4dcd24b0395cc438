import { codeKernel } from './code-kernel.ts'
import { largestOf, writeScaled, writeSigns } from './write-codes.ts'

/** How numbers are kept: in 8 bits with a scale a vector, or in one bit, the sign. */
export type CodeStorage = 'int8' | 'binary'

/** Of more dimensions sums of codes would leave 32 bits. */
export const mostDimensions = 2 ** 16

/** Number of rows whose codes share one memory. */
export interface CodeBlock {
  readonly start: number
  readonly count: number
  /** What the codes of each row are multiplied with. */
  readonly scales: Float32Array
  /**
   * Estimates of the inner products with a query; of signs the share that is equal less the share that differs. Good
   * until the next call.
   */
  score(query: Float32Array): Float32Array
}

/**
 * The codes of rows without gaps, in WebAssembly memories of some megabytes, so that they grow without being copied.
 */
export interface CodeArena {
  /** Bytes of a row. */
  readonly rowBytes: number
  /** Encodes the numbers from `start` as the codes of a row, of the next one at most. */
  write(row: number, numbers: Float32Array, start: number): void
  /** Makes the codes of a row those of another. */
  move(from: number, to: number): void
  /** What the codes of a row are multiplied with; 1 for signs. */
  scale(row: number): number
  /** No row has had a larger scale. */
  readonly largestScale: number
  /** For int8: the largest Euclidean distance between a query and the whole numbers that represent it. */
  queryError(query: Float32Array): number
  /** The stored codes of a row and its scale. */
  read(row: number): { readonly codes: Uint8Array; readonly scale: number }
  /** The numbers that the codes of a row represent; 1 and -1 for signs. */
  decode(row: number): Float32Array
  /** Puts back what `read` gave. */
  restore(row: number, codes: Uint8Array, scale: number): void
  /** The first `count` rows in blocks. */
  blocks(count: number): Iterable<CodeBlock>
  /** Gives the memory back. */
  clear(): void
}

/**
 * How far codes of int8 are from the numbers they stand for, for each dimension and unit of the scale: half a step, and
 * what the scale loses when it is kept in single precision, 127 · 2^-24.
 */
export const roundingError = 0.50001

/** Bytes of codes in one memory. */
const chunkBytes = 2 ** 24
const pageBytes = 2 ** 16
/** The kernel takes so many bytes at a time. */
const step = 16

export function codeArena(dimensions: number, storage: CodeStorage): CodeArena {
  const width = Math.ceil((storage === 'int8' ? dimensions : dimensions / 8) / step) * step
  const rowsPerChunk = Math.max(1, Math.floor(chunkBytes / width))
  // The largest number of a query for which no sum leaves 32 bits.
  const largestQuery = Math.min(2 ** 15 - 1, Math.floor((2 ** 31 - 1) / (127 * width)))
  const chunks: Chunk[] = []
  let largestScale = 0
  const chunkOf = (row: number) =>
    chunks[Math.floor(row / rowsPerChunk)] ?? chunks[chunks.push(newChunk(width, rowsPerChunk)) - 1]!
  const codesOf = (row: number) =>
    chunkOf(row).codes.subarray((row % rowsPerChunk) * width, ((row % rowsPerChunk) + 1) * width)

  const scale = (row: number) => chunkOf(row).scales[row % rowsPerChunk]!

  function restore(row: number, codes: Uint8Array, scale: number): void {
    setScale(row, scale)
    codesOf(row).set(codes)
  }

  function setScale(row: number, scale: number): void {
    chunkOf(row).scales[row % rowsPerChunk] = scale
    if (scale > largestScale) largestScale = scale
  }

  function scoreChunk(
    { kernel, codes, scales, scores, query: target }: Chunk,
    count: number,
    query: Float32Array,
  ): Float32Array {
    const result = scores.subarray(0, count)
    if (storage === 'binary') {
      writeSigns(new Uint8Array(target.buffer, target.byteOffset, width), query, 0, dimensions)
      kernel.agreements(codes.byteOffset, count, width, target.byteOffset, dimensions, scores.byteOffset)
      for (let i = 0; i < count; i++) result[i]! /= dimensions
      return result
    }
    const scale = writeScaled(target, query, { start: 0, dimensions, most: largestQuery })
    kernel.products(codes.byteOffset, count, width, target.byteOffset, scales.byteOffset, scores.byteOffset)
    for (let i = 0; i < count; i++) result[i]! *= scale
    return result
  }

  return {
    rowBytes: width + (storage === 'int8' ? 4 : 0),
    restore,
    write(row, numbers, start) {
      const codes = codesOf(row)
      if (storage === 'binary') {
        writeSigns(codes, numbers, start, dimensions)
        setScale(row, 1)
      } else
        setScale(
          row,
          writeScaled(new Int8Array(codes.buffer, codes.byteOffset, width), numbers, { start, dimensions, most: 127 }),
        )
    },
    move(from, to) {
      restore(to, codesOf(from), scale(from))
    },
    scale,
    get largestScale() {
      return largestScale
    },
    queryError: query => (roundingError * Math.sqrt(dimensions) * largestOf(query, 0, dimensions)) / largestQuery,
    read: row => ({ codes: codesOf(row), scale: scale(row) }),
    decode(row) {
      const codes = codesOf(row)
      if (storage === 'binary')
        return Float32Array.from({ length: dimensions }, (_, i) => ((codes[i >> 3]! >> (i & 7)) & 1 ? 1 : -1))
      const numbers = new Int8Array(codes.buffer, codes.byteOffset, dimensions)
      return Float32Array.from(numbers, value => value * scale(row))
    },
    clear() {
      chunks.length = 0
    },
    *blocks(count) {
      for (const [i, chunk] of chunks.entries()) {
        const start = i * rowsPerChunk
        const rows = Math.min(rowsPerChunk, count - start)
        if (rows > 0) yield { start, count: rows, scales: chunk.scales, score: query => scoreChunk(chunk, rows, query) }
      }
    },
  }
}

interface Chunk extends Pick<ReturnType<typeof newChunk>, 'kernel' | 'codes' | 'scales' | 'scores' | 'query'> {}

function newChunk(width: number, rows: number) {
  const kernel = codeKernel()
  const scales = width * rows
  const scores = scales + 4 * rows
  const query = Math.ceil((scores + 4 * rows) / step) * step
  kernel.memory.grow(Math.ceil((query + 2 * width) / pageBytes))
  const { buffer } = kernel.memory
  return {
    kernel,
    codes: new Uint8Array(buffer, 0, scales),
    scales: new Float32Array(buffer, scales, rows),
    scores: new Float32Array(buffer, scores, rows),
    query: new Int16Array(buffer, query, width),
  }
}
