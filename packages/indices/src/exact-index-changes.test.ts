import { expect, it } from 'vitest'
import { seededRandom, vectors, type Vectors } from '@towerkit/core'
import { randomVectors } from '@towerkit/core/testing'
import { exactIndex, plainKernel } from '@towerkit/indices'

const keysFor = ({ count }: Vectors) => Array.from({ length: count }, (_, i) => `${i}`)

it('keeps in step with a plain map through random changes', async () => {
  const random = seededRandom(8)
  await using index = exactIndex({ dimensions: 5 })
  const model = new Map<string, number[]>()
  for (let step = 0; step < 300; step++) {
    const keys = [
      ...new Set(Array.from({ length: 1 + Math.floor(random() * 6) }, () => `k${Math.floor(random() * 60)}`)),
    ]
    if (random() < 0.45) {
      expect(await index.remove(keys)).toBe(keys.filter(key => model.delete(key)).length)
    } else {
      const rows = keys.map(() => Array.from({ length: 5 }, () => Math.floor(random() * 3) - 1))
      await index.add(keys, vectors(rows))
      keys.forEach((key, i) => model.set(key, rows[i]!))
    }
    expect(await index.count()).toBe(model.size)
    const query = Array.from({ length: 5 }, () => Math.floor(random() * 3) - 1)
    const expected = [...model]
      .map(([key, row]) => ({ key, score: row.reduce((sum, value, i) => sum + value * query[i]!, 0) }))
      .sort((a, b) => b.score - a.score)
    expect((await index.search(vectors([query]), 8))[0]).toEqual(
      expected.slice(0, 8).map(({ key, score }) => ({ key, score: score + 0 })),
    )
  }
})

it('scores cosines: whatever the lengths, and 0 for a vector of zeros', async () => {
  await using index = exactIndex({ dimensions: 2, metric: 'cosine' })
  await index.add(
    ['same', 'right', 'opposite', 'zero'],
    vectors([
      [1e-20, 1e-20],
      [5, -5],
      [-1e30, -1e30],
      [0, 0],
    ]),
  )
  const [hits] = await index.search(vectors([[7, 7]]), 4)
  expect(hits!.map(({ key }) => key)).toEqual(['same', 'right', 'zero', 'opposite'])
  const expected = [1, 0, 0, -1]
  hits!.forEach(({ score }, i) => expect(score).toBeCloseTo(expected[i]!, 6))
})

it('searches the index as it was when the call was made', async () => {
  const data = randomVectors({ count: 20_000, dimensions: 32, seed: 9 })
  await using index = exactIndex({ dimensions: 32 })
  await index.add(keysFor(data), data)
  const query = randomVectors({ count: 40, dimensions: 32, seed: 10 })
  const before = await index.search(query, 3)
  const during = index.search(query, 3)
  const removed = index.remove(keysFor(data))
  const after = index.search(query, 3)
  expect(await during).toEqual(before)
  expect(await removed).toBe(20_000)
  expect((await after).every(hits => hits.length === 0)).toBe(true)
})

it('leaves the caller its arrays', async () => {
  await using index = exactIndex({ dimensions: 2 })
  const data = Float32Array.of(1, 0)
  await index.add(['a'], vectors(data, 2))
  data.fill(9)
  const query = Float32Array.of(1, 0)
  const search = index.search(vectors(query, 2), 1)
  query.fill(9)
  expect(await search).toEqual([[{ key: 'a', score: 1 }]])
})

it('refuses work after close, tries a kernel that failed again, and closes its kernel once', async () => {
  let made = 0
  let closed = 0
  const index = exactIndex({
    dimensions: 1,
    kernel: () => {
      if (made++ === 0) throw new Error('not now')
      return {
        ...plainKernel(),
        close: async () => {
          closed++
        },
      }
    },
  })
  await index.add(['a'], vectors([[1]]))
  await expect(index.search(vectors([[1]]), 1)).rejects.toThrow('not now')
  expect(await index.search(vectors([[1]]), 1)).toHaveLength(1)
  await Promise.all([index.close(), index.close()])
  expect([made, closed]).toEqual([2, 1])
  for (const work of [
    () => index.add([], vectors([], 1)),
    () => index.remove([]),
    () => index.search(vectors([], 1), 1),
    () => index.save('x'),
  ]) {
    await expect(work()).rejects.toMatchObject({ code: 'argument' })
  }
})

it.each([[{ dimensions: 0 }], [{ dimensions: 1.5 }], [{ dimensions: 2, metric: 'euclidean' as 'cosine' }]])(
  'refuses %j',
  options => {
    expect(() => exactIndex(options)).toThrow(expect.objectContaining({ code: 'argument' }))
  },
)

it('refuses keys that are no strings, and data that its shape does not fit', async () => {
  await using index = exactIndex({ dimensions: 2 })
  await expect(index.add([1 as unknown as string], vectors([[1, 2]]))).rejects.toMatchObject({ code: 'argument' })
  await expect(index.add(['a'], { data: new Float32Array(3), count: 1, dimensions: 2 })).rejects.toMatchObject({
    code: 'shape',
  })
  expect(await index.count()).toBe(0)
})
