import { innerProduct } from './inner-product.ts'
import type { ScoreBlock, ScoreKernel } from './score-kernel.ts'

/**
 * Inner products in plain TypeScript, summed in double precision. Runs anywhere, about 1 billion multiplications a second.
 *
 * @example
 * exactIndex({ dimensions: 384, kernel: plainKernel }) // the default
 */
export function plainKernel(): ScoreKernel {
  return { queriesPerCall: 64, multiplicationsPerCall: 2 ** 22, score }
}

/**
 * Four rows at a time: four independent sums keep the processor's adders busy, and each query number is loaded once for
 * all four. The one to three rows left over go one at a time.
 */
function score({ queries, queryCount, rows, rowCount, dimensions, scores }: ScoreBlock): void {
  const inFours = rowCount - (rowCount % 4)
  for (let row = 0; row < inFours; row += 4) {
    const first = row * dimensions
    const second = first + dimensions
    const third = second + dimensions
    const fourth = third + dimensions
    for (let query = 0; query < queryCount; query++) {
      const offset = query * dimensions
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      for (let i = 0; i < dimensions; i++) {
        const value = queries[offset + i]!
        a += value * rows[first + i]!
        b += value * rows[second + i]!
        c += value * rows[third + i]!
        d += value * rows[fourth + i]!
      }
      const place = query * rowCount + row
      scores[place] = a
      scores[place + 1] = b
      scores[place + 2] = c
      scores[place + 3] = d
    }
  }
  for (let row = inFours; row < rowCount; row++) {
    for (let query = 0; query < queryCount; query++) {
      scores[query * rowCount + row] = innerProduct(queries, query * dimensions, rows, row * dimensions, dimensions)
    }
  }
}
