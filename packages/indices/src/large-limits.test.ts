import { describe, expect, it } from 'vitest'
import { seededRandom, type SearchOptions } from '@towerkit/core'
import { randomVectors } from '@towerkit/core/testing'
import { exactIndex, plainKernel, quantizedIndex } from '@towerkit/indices'

const count = 8000
const dimensions = 16
const keys = Array.from({ length: count }, (_, i) => `${i}`)
const metadata = keys.map((_, i) => ({ half: i % 2, rare: i % 100, tags: i % 3 === 0 ? ['third'] : [] }))
/** Vectors whose lengths differ as those of items do: many short ones, a few that are very long. */
const data = randomVectors({ count, dimensions, seed: 1 })
const random = seededRandom(2)
for (let row = 0; row < count; row++) {
  const length = Math.exp(3 * (random() + random() - 1))
  for (let d = 0; d < dimensions; d++) data.data[row * dimensions + d]! *= length
}
const queries = randomVectors({ count: 2, dimensions, seed: 3 })

function bruteForce(limit: number, keeps: (row: number) => boolean) {
  return Array.from({ length: queries.count }, (_, q) =>
    keys
      .map((key, row) => {
        let score = 0
        for (let d = 0; d < dimensions; d++)
          score += data.data[row * dimensions + d]! * queries.data[q * dimensions + d]!
        return { key, score }
      })
      .filter((_, row) => keeps(row))
      .sort((a, b) => b.score - a.score)
      .slice(0, limit),
  )
}

const searches: readonly (readonly [string, SearchOptions, (row: number) => boolean])[] = [
  ['all', {}, () => true],
  ['half', { where: { half: 1 } }, row => row % 2 === 1],
  ['one in a hundred', { where: { rare: 7 } }, row => row % 100 === 7],
  ['what two conditions keep', { where: { half: 0, tags: 'third' } }, row => row % 6 === 0],
  ['none of the excluded', { exclude: keys.slice(0, 7500) }, row => row >= 7500],
  [
    'what all keep',
    { where: { half: 0 }, exclude: keys.slice(100, 200), filter: key => key.endsWith('8') },
    row => row % 10 === 8 && (row < 100 || row >= 200),
  ],
]

describe.each([
  ['codes only', () => exactIndex({ dimensions })],
  ['a kernel', () => exactIndex({ dimensions, kernel: plainKernel })],
  [
    'int8 codes and every candidate scored again',
    () => quantizedIndex({ dimensions, storage: 'int8', metric: 'inner-product', oversampling: 8 }),
  ],
])('by %s', (_name, create) => {
  it.each([1, 10, 2000])('the best %i are those of brute force, of vectors of all lengths', async limit => {
    await using index = create()
    await index.add(keys, data, { metadata })
    for (const [name, options, keeps] of searches) {
      const hits = await index.search(queries, limit, options)
      for (const [q, expected] of bruteForce(limit, keeps).entries()) {
        expect([name, ...hits[q]!.map(({ key }) => key)]).toEqual([name, ...expected.map(({ key }) => key)])
        hits[q]!.forEach(({ score }, i) => expect(score).toBeCloseTo(expected[i]!.score, 9))
      }
    }
  })
})
