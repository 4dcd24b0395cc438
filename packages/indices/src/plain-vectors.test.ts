import { describe, expect, it } from 'vitest'
import { dequantizeVectors, quantizeVectors, vectors, type Hit } from '@towerkit/core'
import { randomVectors } from '@towerkit/core/testing'
import { exactIndex, quantizedIndex } from '@towerkit/indices'
import { usearchIndex } from '@towerkit/indices/usearch'
import type { LockedIndex } from './locked-index.ts'

const dimensions = 20
const plain = randomVectors({ count: 50, dimensions, seed: 5 })
const signs = { ...plain, data: plain.data.map(value => (value > 0 ? 1 : -1)) }
const keys = Array.from({ length: 50 }, (_, i) => `${i}`)
// Of equal scores an approximate index may find any, and signs have many.
const scoresOf = (hits: readonly Hit[][]) =>
  hits.map(list => [list[0]!.key, ...list.map(({ score }) => Number(score.toFixed(4)))])

describe.each<[string, () => LockedIndex]>([
  ['exactIndex', () => exactIndex({ dimensions })],
  ['quantizedIndex', () => quantizedIndex({ dimensions, storage: 'int8', rescoring: false })],
  ['quantizedIndex of signs', () => quantizedIndex({ dimensions, storage: 'binary', rescoring: false })],
  ['usearchIndex', () => usearchIndex({ dimensions, threads: 1 })],
])('%s', (_name, create) => {
  it.each(['int8', 'uint8', 'binary', 'ubinary'] as const)(
    'takes %s vectors and queries as the numbers that they stand for',
    async precision => {
      await using index = create()
      const small = quantizeVectors(plain, { precision })
      const queries = { ...small, count: 3, data: small.data.slice(0, (small.data.length / 50) * 3) }
      const search = async () =>
        scoresOf([
          ...(await index.search(queries, 5)),
          ...(await index.search(randomVectors({ count: 2, dimensions, seed: 6 }), 5)),
        ])
      await index.add(keys, small)
      const hits = await search()
      await index.add(keys, precision.endsWith('binary') ? signs : dequantizeVectors(small))
      expect(hits).toEqual(await search())
    },
  )

  it('refuses quantised vectors of another length, and adds nothing of them', async () => {
    await using index = create()
    const small = quantizeVectors(plain, { precision: 'int8' })
    await expect(index.add(keys, { ...small, data: small.data.slice(1) })).rejects.toMatchObject({
      code: 'shape',
      details: { length: 999, width: 20 },
    })
    await expect(
      index.search(
        quantizeVectors(
          vectors([
            [1, 2],
            [3, 5],
          ]),
          { precision: 'ubinary' },
        ),
        1,
      ),
    ).rejects.toMatchObject({ code: 'shape' })
    expect(await index.count()).toBe(0)
  })
})

it('a text in place of vectors is refused', async () => {
  await using index = exactIndex({ dimensions: 2 })
  await expect(index.search('hello' as never, 1)).rejects.toMatchObject({ code: 'argument' })
})
