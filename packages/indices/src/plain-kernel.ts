import { innerProduct } from './inner-product.ts'
import { rowsPerGroup, type ScoreBlock, type ScoreKernel } from './score-kernel.ts'
import type { Vectors } from '@towerkit/core'

/**
 * Inner products in plain TypeScript, summed in double precision. Runs anywhere, about 1 billion multiplications a
 * second.
 *
 * @example
 * exactIndex({ dimensions: 384, kernel: plainKernel }) // the default
 */
export function plainKernel(): ScoreKernel {
  return {
    queriesPerCall: 64,
    multiplicationsPerCall: 2 ** 22,
    scorer: queries => block => plainScores(queries, block),
  }
}

/**
 * Four rows at a time: four independent sums keep the processor's adders busy, and each query number is loaded once for
 * all four. The one to three rows left over go one at a time.
 */
export function plainScores(
  { data: queries, count, dimensions }: Vectors,
  { rows, rowCount, scores, tops }: ScoreBlock,
): void {
  const inFours = rowCount - (rowCount % 4)
  for (let row = 0; row < inFours; row += 4) {
    const first = row * dimensions
    const second = first + dimensions
    const third = second + dimensions
    const fourth = third + dimensions
    for (let query = 0; query < count; query++) {
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
      const place = row * count + query
      scores[place] = a
      scores[place + count] = b
      scores[place + 2 * count] = c
      scores[place + 3 * count] = d
    }
  }
  for (let row = inFours; row < rowCount; row++) {
    for (let query = 0; query < count; query++)
      scores[row * count + query] = innerProduct(queries, query * dimensions, rows, row * dimensions, dimensions)
  }
  writeTops(scores, tops, count)
}

function writeTops(scores: Float32Array, tops: Float32Array, queryCount: number): void {
  tops.fill(-Infinity)
  const groupLength = rowsPerGroup * queryCount
  for (let place = 0; place < scores.length; place++) {
    const top = Math.floor(place / groupLength) * queryCount + (place % queryCount)
    if (!(scores[place]! <= tops[top]!)) tops[top] = scores[place]!
  }
}
