import type { VectorIndex } from '../vector-index.ts'
import { vectors } from '../vectors.ts'
import { expect, expectRejection, type ConformanceCase } from './conformance.ts'
import { randomVectors } from './random-vectors.ts'
import type { UsingIndex } from './using-index.ts'

/** The cases of `vectorIndexConformance` on keys that are left out by name or by a function. */
export function exclusionCases(using: UsingIndex): ConformanceCase[] {
  return [
    {
      name: 'a filter keeps only its keys, and still fills the limit',
      run: using(4, async index => {
        if (!index.acceptsFilter) return expectRefusedFilter(index)
        const keys = Array.from({ length: 200 }, (_, i) => `${i}`)
        await index.add(keys, randomVectors({ count: 200, dimensions: 4, seed: 2 }))
        const [hits] = await index.search(vectors([[1, 1, 1, 1]]), 10, { filter: key => Number(key) % 10 === 0 })
        expect(
          hits!.length === 10 && hits!.every(hit => Number(hit.key) % 10 === 0),
          `hits are ${JSON.stringify(hits)}`,
        )
      }),
    },
    {
      name: 'excluded keys are not found, and the limit is still filled',
      run: using(4, async index => {
        const keys = Array.from({ length: 200 }, (_, i) => `${i}`)
        await index.add(keys, randomVectors({ count: 200, dimensions: 4, seed: 10 }))
        const query = vectors([[1, -1, 1, -1]])
        const [all] = await index.search(query, 30)
        const best = all!.slice(0, 10).map(hit => hit.key)
        const [hits] = await index.search(query, 20, { exclude: new Set([...best, 'never']) })
        expect(
          hits!.length === 20 && hits!.every(({ key }) => !best.includes(key)),
          `hits are ${JSON.stringify(hits)}, excluded ${best.join()}`,
        )
        const [none] = await index.search(query, 5, { exclude: keys })
        expect(none!.length === 0, `every key is excluded, and yet ${JSON.stringify(none)} is found`)
        const [few] = await index.search(query, 5, { exclude: keys.slice(2) })
        expect(few!.length === 2, `two keys are not excluded, found are ${JSON.stringify(few)}`)
      }),
    },
    {
      name: 'where, exclude and filter hold together',
      run: using(2, async index => {
        await index.add(['a', 'b', 'c', 'd'], randomVectors({ count: 4, dimensions: 2, seed: 11 }), {
          metadata: [{ kind: 1 }, { kind: 1 }, { kind: 1 }, { kind: 2 }],
        })
        const filter = index.acceptsFilter ? { filter: (key: string) => key !== 'c' } : {}
        const [hits] = await index.search(vectors([[1, 0]]), 9, { where: { kind: 1 }, exclude: ['a'], ...filter })
        const found = hits!
          .map(hit => hit.key)
          .toSorted()
          .join()
        expect(found === (index.acceptsFilter ? 'b' : 'b,c'), `found "${found}"`)
      }),
    },
  ]
}

async function expectRefusedFilter(index: VectorIndex): Promise<void> {
  await expectRejection('unsupported', () => index.search(vectors([[1, 1, 1, 1]]), 1, { filter: () => true }))
}
