import { vectors } from '../vectors.ts'
import { expect, type ConformanceCase } from './conformance.ts'
import { randomVectors } from './random-vectors.ts'
import { bestKeys, type UsingIndex } from './using-index.ts'

/** The cases of `vectorIndexConformance` on what a search without conditions finds. */
export function searchCases(using: UsingIndex, recall: number): ConformanceCase[] {
  return [
    {
      name: 'an empty index finds nothing',
      run: using(2, async index => {
        expect((await index.count()) === 0, `size is ${await index.count()}`)
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
        expect((await bestKeys(index, [1, 0], 10)).length === 2, 'expected 2 hits')
      }),
    },
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
  ]
}
