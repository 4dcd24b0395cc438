import type { VectorIndex } from '../vector-index.ts'
import { vectors } from '../vectors.ts'
import { applySkips, expect, expectRejection, type ConformanceCase, type ConformanceSkip } from './conformance.ts'
import { metadataCases } from './metadata-cases.ts'
import { randomVectors } from './random-vectors.ts'

/**
 * The contract of `VectorIndex` as test cases, for any test runner.
 *
 * @param create Makes an empty index of the given dimensions that scores by inner product.
 * @param options.recall Least share of the true top 10 that a search must find; 1 for an exact index. Default 1.
 *
 * @example
 * for (const { name, run } of vectorIndexConformance(dimensions => exactIndex({ dimensions }))) it(name, run)
 */
export function vectorIndexConformance(
  create: (dimensions: number) => VectorIndex | Promise<VectorIndex>,
  { recall = 1, skip = [] }: { readonly recall?: number; readonly skip?: readonly ConformanceSkip[] } = {},
): ConformanceCase[] {
  const using = (dimensions: number, work: (index: VectorIndex) => Promise<void>) => async () => {
    const index = await create(dimensions)
    try {
      await work(index)
    } finally {
      await index.close()
    }
  }
  const keysOf = async (index: VectorIndex, query: readonly number[], limit: number) =>
    (await index.search(vectors([query]), limit))[0]!.map(hit => hit.key)

  return applySkips(
    [
      {
        name: 'an empty index finds nothing',
        run: using(2, async index => {
          expect(index.size === 0, `size is ${index.size}`)
          const hits = await index.search(
            vectors([
              [1, 0],
              [0, 1],
            ]),
            5,
          )
          expect(hits.length === 2 && hits.every(list => list.length === 0), `hits are ${JSON.stringify(hits)}`)
        }),
      },
      {
        name: 'no queries give no results',
        run: using(2, async index => {
          await index.add(['a'], vectors([[1, 0]]))
          const hits = await index.search(vectors([], 2), 5)
          expect(hits.length === 0, `hits are ${JSON.stringify(hits)}`)
        }),
      },
      {
        name: 'finds the best first, higher scores being better',
        run: using(2, async index => {
          await index.add(
            ['low', 'high', 'middle'],
            vectors([
              [0.1, 0],
              [0.9, 0],
              [0.5, 0],
            ]),
          )
          const [hits] = await index.search(vectors([[1, 0]]), 3)
          expect(hits!.map(hit => hit.key).join() === 'high,middle,low', `order is ${hits!.map(hit => hit.key)}`)
          expect(
            hits![0]!.score > hits![1]!.score && hits![1]!.score > hits![2]!.score,
            `scores are ${hits!.map(hit => hit.score)}`,
          )
        }),
      },
      {
        name: 'gives fewer hits when it holds fewer',
        run: using(2, async index => {
          await index.add(
            ['a', 'b'],
            vectors([
              [1, 0],
              [0, 1],
            ]),
          )
          expect((await keysOf(index, [1, 0], 10)).length === 2, 'expected 2 hits')
        }),
      },
      {
        name: 'a key added again replaces its vector',
        run: using(2, async index => {
          await index.add(
            ['a', 'b'],
            vectors([
              [1, 0],
              [0.5, 0],
            ]),
          )
          await index.add(['a'], vectors([[0, 1]]))
          expect(index.size === 2, `size is ${index.size}`)
          expect((await keysOf(index, [1, 0], 1))[0] === 'b', 'the old vector still answers')
        }),
      },
      {
        name: 'removes keys and tells how many were there',
        run: using(2, async index => {
          await index.add(
            ['a', 'b'],
            vectors([
              [1, 0],
              [0.5, 0],
            ]),
          )
          const removed = await index.remove(['a', 'never'])
          expect(removed === 1 && index.size === 1, `removed ${removed}, size ${index.size}`)
          expect((await keysOf(index, [1, 0], 5)).join() === 'b', 'a removed key still answers')
        }),
      },
      {
        name: 'can be emptied by removals, and filled again',
        run: using(2, async index => {
          const keys = Array.from({ length: 50 }, (_, i) => `${i}`)
          for (let round = 0; round < 3; round++) {
            await index.add(keys, randomVectors({ count: 50, dimensions: 2, seed: round + 7 }))
            expect((await keysOf(index, [1, 0], 50)).length === 50, `round ${round}: not all keys were found`)
            expect((await index.remove(keys)) === 50 && index.size === 0, `round ${round}: size is ${index.size}`)
            expect((await keysOf(index, [1, 0], 50)).length === 0, `round ${round}: a removed key still answers`)
          }
        }),
      },
      {
        name: 'a removed key can be added again',
        run: using(2, async index => {
          await index.add(['a'], vectors([[1, 0]]))
          await index.remove(['a'])
          await index.add(['a'], vectors([[0, 1]]))
          expect((await keysOf(index, [0, 1], 5)).join() === 'a', 'the key is missing')
        }),
      },
      {
        name: 'keys may be any string',
        run: using(2, async index => {
          const keys = ['', ' ', 'é', '日本', '🙂', '__proto__', 'a\nb', '0']
          await index.add(keys, randomVectors({ count: keys.length, dimensions: 2, seed: 1 }))
          const found = await keysOf(index, [1, 1], keys.length)
          expect(
            keys.every(key => found.includes(key)),
            `found ${JSON.stringify(found)}`,
          )
        }),
      },
      {
        name: 'a filter keeps only its keys, and still fills the limit',
        run: using(4, async index => {
          const keys = Array.from({ length: 200 }, (_, i) => `${i}`)
          await index.add(keys, randomVectors({ count: 200, dimensions: 4, seed: 2 }))
          const [hits] = await index.search(vectors([[1, 1, 1, 1]]), 10, { filter: key => Number(key) % 10 === 0 })
          expect(
            hits!.length === 10 && hits!.every(hit => Number(hit.key) % 10 === 0),
            `hits are ${JSON.stringify(hits)}`,
          )
        }),
      },
      ...metadataCases(using),
      {
        name: 'agrees with brute force',
        run: using(16, async index => {
          const data = randomVectors({ count: 1000, dimensions: 16, seed: 3 })
          await index.add(
            Array.from({ length: 1000 }, (_, i) => `${i}`),
            data,
          )
          const queries = randomVectors({ count: 20, dimensions: 16, seed: 4 })
          const results = await index.search(queries, 10)
          let found = 0
          results.forEach((hits, q) => {
            const scores = Array.from({ length: 1000 }, (_, i) => {
              let score = 0
              for (let d = 0; d < 16; d++) score += data.data[i * 16 + d]! * queries.data[q * 16 + d]!
              return { key: `${i}`, score }
            }).sort((a, b) => b.score - a.score)
            const best = new Map(scores.slice(0, 10).map(({ key, score }) => [key, score]))
            for (const { key, score } of hits) {
              const expected = best.get(key)
              if (expected === undefined) continue
              expect(Math.abs(expected - score) < 1e-4, `score of ${key} is ${score}, expected ${expected}`)
              found++
            }
          })
          expect(found / 200 >= recall, `recall is ${found / 200}, expected at least ${recall}`)
        }),
      },
      {
        name: 'refuses vectors of other dimensions',
        run: using(2, async index => {
          await expectRejection('shape', () => index.add(['a'], vectors([[1, 2, 3]])))
          await expectRejection('shape', () => index.search(vectors([[1, 2, 3]]), 1))
        }),
      },
      {
        name: 'refuses keys and vectors of different number',
        run: using(2, async index => {
          await expectRejection('shape', () => index.add(['a', 'b'], vectors([[1, 2]])))
        }),
      },
      {
        name: 'refuses the same key twice in one batch, and adds nothing of it',
        run: using(2, async index => {
          await expectRejection('argument', () =>
            index.add(
              ['a', 'a'],
              vectors([
                [1, 2],
                [3, 4],
              ]),
            ),
          )
          expect(index.size === 0, `size is ${index.size}`)
        }),
      },
      {
        name: 'refuses numbers that are not finite, and adds nothing of the batch',
        run: using(2, async index => {
          await expectRejection('data', () =>
            index.add(
              ['a', 'b'],
              vectors([
                [1, 2],
                [Number.NaN, 0],
              ]),
            ),
          )
          await expectRejection('data', () => index.add(['a'], vectors([[Number.POSITIVE_INFINITY, 0]])))
          expect(index.size === 0, `size is ${index.size}`)
          await expectRejection('data', () => index.search(vectors([[Number.NaN, 0]]), 1))
        }),
      },
      {
        name: 'refuses a limit that is not a whole number of at least 1',
        run: using(2, async index => {
          for (const limit of [0, -1, 1.5, Number.NaN])
            await expectRejection('argument', () => index.search(vectors([[1, 0]]), limit))
        }),
      },
      {
        name: 'stops when asked to',
        run: using(2, async index => {
          await index.add(['a'], vectors([[1, 0]]))
          await expectRejection('aborted', () => index.search(vectors([[1, 0]]), 1, { signal: AbortSignal.abort() }))
        }),
      },
    ],
    skip,
  )
}
