import { codeKernel } from './code-kernel.ts'

/** How numbers are kept: in 8 bits with a scale a vector, or in one bit, the sign. */
export type CodeStorage = 'int8' | 'binary'

/** Rows whose codes lie in one memory. */
export interface CodeBlock {
  readonly start: number
  readonly count: number
  /** Estimates of the inner products with a query; of signs the share that is equal less the share that differs. Good until the next call. */
  score(query: Float32Array): Float32Array
}

/** The codes of rows without gaps, in WebAssembly memories of some megabytes, so that they grow without being copied. */
export interface CodeArena {
  /** Bytes of a row. */
  readonly rowBytes: number
  /** Encodes the numbers from `start` as the codes of a row, of the next one at most. */
  write(row: number, numbers: Float32Array, start: number): void
  /** Makes the codes of a row those of another. */
  move(from: number, to: number): void
  /** The codes of a row and its scale (1 for signs), as they are kept. */
  read(row: number): { readonly codes: Uint8Array; readonly scale: number }
  /** Puts back what `read` gave. */
  restore(row: number, codes: Uint8Array, scale: number): void
  /** The first `count` rows in blocks. */
  blocks(count: number): Iterable<CodeBlock>
}

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
  const chunkOf = (row: number) => chunks[Math.floor(row / rowsPerChunk)] ?? chunks[chunks.push(newChunk(width, rowsPerChunk)) - 1]!
  const codesOf = (row: number) => chunkOf(row).codes.subarray((row % rowsPerChunk) * width, (row % rowsPerChunk + 1) * width)

  function restore(row: number, codes: Uint8Array, scale: number): void {
    chunkOf(row).scales[row % rowsPerChunk] = scale
    codesOf(row).set(codes)
  }

  function scoreChunk({ kernel, codes, scales, scores, query: target }: Chunk, count: number, query: Float32Array): Float32Array {
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
      const { scales } = chunkOf(row)
      const codes = codesOf(row)
      if (storage === 'binary') {
        writeSigns(codes, numbers, start, dimensions)
        scales[row % rowsPerChunk] = 1
      } else scales[row % rowsPerChunk] = writeScaled(new Int8Array(codes.buffer, codes.byteOffset, width), numbers, { start, dimensions, most: 127 })
    },
    move(from, to) { restore(to, codesOf(from), chunkOf(from).scales[from % rowsPerChunk]!) },
    read: row => ({ codes: codesOf(row), scale: chunkOf(row).scales[row % rowsPerChunk]! }),
    *blocks(count) {
      for (const [i, chunk] of chunks.entries()) {
        const start = i * rowsPerChunk
        const rows = Math.min(rowsPerChunk, count - start)
        if (rows > 0) yield { start, count: rows, score: query => scoreChunk(chunk, rows, query) }
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
  return { kernel, codes: new Uint8Array(buffer, 0, scales), scales: new Float32Array(buffer, scales, rows), scores: new Float32Array(buffer, scores, rows), query: new Int16Array(buffer, query, width) }
}

function writeSigns(codes: Uint8Array, numbers: Float32Array, start: number, dimensions: number): void {
  codes.fill(0)
  for (let i = 0; i < dimensions; i++) if (numbers[start + i]! > 0) codes[i >> 3]! |= 1 << (i & 7)
}

/** @returns what the whole numbers must be multiplied with to be the numbers again, nearly. */
function writeScaled(target: Int8Array | Int16Array, numbers: Float32Array, { start, dimensions, most }: { readonly start: number; readonly dimensions: number; readonly most: number }): number {
  let largest = 0
  for (let i = start; i < start + dimensions; i++) largest = Math.max(largest, Math.abs(numbers[i]!))
  const scale = largest / most
  for (let i = 0; i < dimensions; i++) target[i] = scale === 0 ? 0 : Math.round(numbers[start + i]! / scale)
  return scale
}
