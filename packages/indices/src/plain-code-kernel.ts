import type { CodeKernel } from './code-kernel.ts'

const pageBytes = 2 ** 16

/** What code-kernel.wat does, for pages that forbid WebAssembly: the same numbers, some ten times as slowly. */
export function plainCodeKernel(): CodeKernel {
  let buffer = new ArrayBuffer(pageBytes)
  return {
    memory: {
      get buffer() {
        return buffer
      },
      grow(pages) {
        buffer = new ArrayBuffer(buffer.byteLength + pages * pageBytes)
        return buffer.byteLength / pageBytes - pages
      },
    },
    products(rows, count, width, query, scales, scores) {
      const codes = new Int8Array(buffer, rows, count * width)
      const target = new Int16Array(buffer, query, width)
      const ofRows = new Float32Array(buffer, scales, count)
      const result = new Float32Array(buffer, scores, count)
      for (let row = 0, start = 0; row < count; row++, start += width) {
        let sum = 0
        for (let i = 0; i < width; i++) sum += codes[start + i]! * target[i]!
        result[row] = Math.fround(sum) * ofRows[row]!
      }
    },
    agreements(rows, count, width, query, bits, scores) {
      // Both are whole words: the width is a multiple of 16.
      const codes = new Int32Array(buffer, rows, (count * width) / 4)
      const target = new Int32Array(buffer.slice(query, query + width))
      const result = new Float32Array(buffer, scores, count)
      for (let row = 0, start = 0; row < count; row++, start += target.length) {
        let different = 0
        for (let i = 0; i < target.length; i++) different += bitsOf(codes[start + i]! ^ target[i]!)
        result[row] = bits - 2 * different
      }
    },
  }
}

/** Number of ones among 32 bits. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
