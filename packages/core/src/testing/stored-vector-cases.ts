import { row, vectors } from '../vectors.ts'
import { expect, type ConformanceCase } from './conformance.ts'
import { randomVectors } from './random-vectors.ts'
import type { UsingIndex } from './using-index.ts'

/** The cases of `vectorIndexConformance` on counting and on getting back what is stored. */
export function storedVectorCases(using: UsingIndex, tolerance: number): ConformanceCase[] {
  return [
    {
      name: 'counts its keys',
      run: using(2, async index => {
        expect((await index.count()) === 0, 'an empty index counts some')
        const added = index.add(['a', 'b', 'c'], randomVectors({ count: 3, dimensions: 2, seed: 8 }))
        await added
        expect((await index.count()) === 3, `it counts ${await index.count()} of 3`)
        await index.add(['a'], vectors([[1, 0]]))
        await index.remove(['b'])
        expect((await index.count()) === 2, `it counts ${await index.count()} of 2`)
      }),
    },
    {
      name: 'gets the stored vectors and metadata of keys, in their order',
      run: using(6, async index => {
        const batch = randomVectors({ count: 20, dimensions: 6, seed: 9 })
        const keys = Array.from({ length: 20 }, (_, i) => `${i}`)
        await index.add(keys, batch, { metadata: keys.map(key => ({ key })) })
        await index.remove(['3'])
        const asked = ['17', '3', 'never', '0', '17']
        const found = await index.get(asked)
        expect(found.length === asked.length, `${found.length} answers for ${asked.length} keys`)
        for (const [i, key] of asked.entries()) {
          const stored = found[i]
          expect(
            (stored === undefined) === (key === '3' || key === 'never'),
            `"${key}" gives ${JSON.stringify(stored)}`,
          )
          if (stored === undefined) continue
          const expected = row(batch, Number(key))
          const difference = Math.max(...stored.vector.map((value, d) => Math.abs(value - expected[d]!)))
          expect(stored.vector.length === 6 && difference <= tolerance, `"${key}" differs by ${difference}`)
          expect(stored.key === key && stored.metadata['key'] === key, `"${key}" gives ${JSON.stringify(stored)}`)
        }
        expect((await index.get([])).length === 0, 'no keys give some')
      }),
    },
    {
      name: 'what get gave is not changed by later changes, nor the index by writing to it',
      run: using(2, async index => {
        await index.add(['a'], vectors([[1, 0]]))
        const [before] = await index.get(['a'])
        const first = before!.vector[0]!
        await index.add(['a'], vectors([[0, 1]]))
        expect(before!.vector[0] === first, 'a vector that was given changed')
        const [after] = await index.get(['a'])
        after!.vector.fill(5)
        const [again] = await index.get(['a'])
        expect(Math.abs(again!.vector[1]! - 1) <= tolerance, `the index now holds ${again!.vector[1]}`)
        expect(Object.keys(again!.metadata).length === 0, 'a key without metadata has some')
      }),
    },
  ]
}
