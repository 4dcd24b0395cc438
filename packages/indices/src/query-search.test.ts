import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { randomVectors } from '@towerkit/core/testing'
import { exactIndex, plainKernel, type ScoreKernel } from '@towerkit/indices'
import { lengthOf } from './inner-product.ts'
import { rowsPerGroup } from './score-kernel.ts'

/** Scores that are as wrong as single precision allows, and now and then no number. */
function sloppyKernel(seed: number): ScoreKernel {
  const random = seededRandom(seed)
  const exact = plainKernel()
  return {
    queriesPerCall: 3,
    multiplicationsPerCall: 1000,
    scorer(queries) {
      const { count, dimensions } = queries
      const score = exact.scorer(queries)
      return block => {
        void score(block)
        const { rows, scores, tops } = block
        tops.fill(-Infinity)
        scores.forEach((score, i) => {
          const row = Math.floor(i / count)
          const lengths =
            lengthOf(queries.data, (i % count) * dimensions, dimensions) * lengthOf(rows, row * dimensions, dimensions)
          const wrong = score + (random() < 0.5 ? -1 : 1) * dimensions * 2 ** -24 * lengths
          scores[i] = random() < 0.01 ? [Number.NaN, Infinity][Math.floor(random() * 2)]! : wrong
          const top = Math.floor(row / rowsPerGroup) * count + (i % count)
          tops[top] = Math.max(tops[top]!, scores[i]!)
        })
      }
    },
  }
}

it.each([
  [4, 1],
  [64, 10],
  [300, 50],
])("gives the same hits whatever a kernel's rounding errors: %i dimensions, limit %i", async (dimensions, limit) => {
  const count = 400
  const data = randomVectors({ count, dimensions, seed: 1 })
  // Rows that differ by less than the errors, and some that are much longer.
  for (let row = 1; row < count; row++) {
    if (row % 4 !== 0) data.data.copyWithin(row * dimensions, (row - 1) * dimensions, row * dimensions)
    data.data[row * dimensions]! += 1e-6 * (row % 3)
    if (row % 50 === 0) for (let i = 0; i < dimensions; i++) data.data[row * dimensions + i]! *= 1000
  }
  const queries = randomVectors({ count: 10, dimensions, seed: 2 })
  const keys = Array.from({ length: count }, (_, i) => `${i}`)
  const search = async (kernel?: () => ScoreKernel) => {
    await using index = exactIndex({ dimensions, ...(kernel && { kernel }) })
    await index.add(keys, data)
    return index.search(queries, limit)
  }
  const expected = await search(plainKernel)
  expect(await search()).toEqual(expected)
  for (let seed = 0; seed < 5; seed++) expect(await search(() => sloppyKernel(seed))).toEqual(expected)
})

it.each([1, 3, 16, 100])(
  'gives the same hits by codes as by kernels, of numbers of all sizes: %i dimensions',
  async dimensions => {
    const random = seededRandom(dimensions)
    for (let round = 0; round < 30; round++) {
      // Most alike or not at all, some numbers far larger than others, some that single precision can hardly hold.
      const spread = random() * 30
      const shift = random() * 3
      const size = 10 ** (random() * 80 - 44)
      const draw = (count: number) => ({
        count,
        dimensions,
        data: Float32Array.from(
          { length: count * dimensions },
          () => size * (shift + (random() - 0.5) * 2 ** ((random() - 1) * spread)),
        ),
      })
      const data = draw(300)
      const queries = draw(3)
      const keys = Array.from({ length: data.count }, (_, i) => `${i}`)
      await using byCodes = exactIndex({ dimensions })
      await using byKernel = exactIndex({ dimensions, kernel: plainKernel })
      for (const index of [byCodes, byKernel]) {
        await index.add(keys, data)
        await index.remove(keys.filter((_, i) => i % 7 === 0))
      }
      expect(await byCodes.search(queries, 10)).toEqual(await byKernel.search(queries, 10))
    }
  },
)
