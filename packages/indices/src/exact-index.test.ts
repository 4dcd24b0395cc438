import { describe, expect, it } from 'vitest'
import { vectors, type Vectors } from '@towerkit/core'
import { randomVectors, vectorIndexConformance } from '@towerkit/core/testing'
import { exactIndex, plainKernel, type ExactIndexOptions } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'

const kernels: readonly (readonly [string, Pick<ExactIndexOptions, 'kernel'>])[] = [
  ['codes alone', {}],
  ['the plain kernel', { kernel: plainKernel }],
  ['the runtime kernel', { kernel: () => runtimeKernel({ threads: 1 }) }],
]
const keysFor = ({ count }: Vectors) => Array.from({ length: count }, (_, i) => `${i}`)

/** Every inner product in double precision, sorted. */
function bruteForce(data: Vectors, queries: Vectors, limit: number) {
  return Array.from({ length: queries.count }, (_, q) =>
    Array.from({ length: data.count }, (_, i) => {
      let score = 0
      for (let d = 0; d < data.dimensions; d++)
        score += data.data[i * data.dimensions + d]! * queries.data[q * data.dimensions + d]!
      return { key: `${i}`, score }
    })
      .sort((a, b) => b.score - a.score)
      .slice(0, limit),
  )
}

describe.each(kernels)('with %s', (_name, kernel) => {
  for (const { name, run } of vectorIndexConformance(dimensions => exactIndex({ dimensions, ...kernel }))) it(name, run)

  it.each([
    [1, 50, 3],
    [3, 501, 10],
    [17, 1000, 100],
    [384, 333, 333],
  ])('equals brute force to the last place: %i dimensions, %i vectors, limit %i', async (dimensions, count, limit) => {
    const data = randomVectors({ count, dimensions, seed: 1 })
    const queries = randomVectors({ count: 70, dimensions, seed: 2 })
    await using index = exactIndex({ dimensions, ...kernel })
    await index.add(keysFor(data), data)
    const hits = await index.search(queries, limit)
    bruteForce(data, queries, limit).forEach((expected, q) => {
      expect(hits[q]!.map(({ key }) => key)).toEqual(expected.map(({ key }) => key))
      hits[q]!.forEach(({ score }, i) => expect(score).toBeCloseTo(expected[i]!.score, 12))
    })
  })

  it('gives a query the same hits alone and among others', async () => {
    const data = randomVectors({ count: 700, dimensions: 50, seed: 3 })
    const queries = randomVectors({ count: 9, dimensions: 50, seed: 4 })
    await using index = exactIndex({ dimensions: 50, ...kernel })
    await index.add(keysFor(data), data)
    const together = await index.search(queries, 20)
    for (let q = 0; q < queries.count; q++) {
      expect(await index.search(vectors(queries.data.slice(q * 50, (q + 1) * 50), 50), 20)).toEqual([together[q]])
    }
  })

  it.each([1, 3, 17, 128])(
    'orders equal vectors by the first addition of their keys, also after removals: %i dimensions',
    async dimensions => {
      await using index = exactIndex({ dimensions, ...kernel })
      const same = randomVectors({ count: 1, dimensions, seed: 5 })
      const keys = Array.from({ length: 100 }, (_, i) => `${i}`)
      await index.add(keys, vectors(keys.map(() => same.data)))
      await index.remove(['0', '50', '97'])
      await index.add(['40', 'new'], vectors([same.data, same.data]))
      const expected = [...keys.filter(key => !['0', '50', '97'].includes(key)), 'new']
      for (const limit of [1, 7, 98, 200])
        expect((await index.search(same, limit))[0]!.map(({ key }) => key)).toEqual(expected.slice(0, limit))
    },
  )

  it('finds numbers that single precision cannot add up', async () => {
    await using index = exactIndex({ dimensions: 2, ...kernel })
    await index.add(
      ['low', 'lowest', 'high', 'highest', 'zero'],
      vectors([
        [-2e38, 0],
        [-3e38, 1e38],
        [2e38, 2e38],
        [3e38, 3e38],
        [3e38, -3e38],
      ]),
    )
    const [hits] = await index.search(vectors([[3e38, 3e38]]), 5)
    expect(hits!.map(({ key }) => key)).toEqual(['highest', 'high', 'zero', 'low', 'lowest'])
    expect(hits![0]!.score).toBeCloseTo(1.8e77, -70)
    expect(hits![2]!.score).toBe(0)
  })

  it('tells apart vectors so small that their products vanish in single precision', async () => {
    await using index = exactIndex({ dimensions: 2, ...kernel })
    await index.add(
      ['b', 'c', 'a'],
      vectors([
        [2e-30, 0],
        [1e-30, 0],
        [3e-30, 0],
      ]),
    )
    expect((await index.search(vectors([[1e-30, 0]]), 2))[0]!.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  it('stops between blocks, and lets timers run meanwhile', async () => {
    const data = randomVectors({ count: 40_000, dimensions: 64, seed: 6 })
    await using index = exactIndex({ dimensions: 64, ...kernel })
    await index.add(keysFor(data), data)
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 5)
    const queries = randomVectors({ count: 2_000, dimensions: 64, seed: 7 })
    await expect(index.search(queries, 5, { signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' })
  })
})
