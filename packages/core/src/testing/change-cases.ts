import { vectors } from '../vectors.ts'
import { expect, type ConformanceCase } from './conformance.ts'
import { randomVectors } from './random-vectors.ts'
import { bestKeys, type UsingIndex } from './using-index.ts'

/** The cases of `vectorIndexConformance` on keys that come and go. */
export function changeCases(using: UsingIndex): ConformanceCase[] {
  return [
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
        expect((await index.count()) === 2, `size is ${await index.count()}`)
        expect((await bestKeys(index, [1, 0], 1))[0] === 'b', 'the old vector still answers')
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
        expect(removed === 1 && (await index.count()) === 1, `removed ${removed}, size ${await index.count()}`)
        expect((await bestKeys(index, [1, 0], 5)).join() === 'b', 'a removed key still answers')
      }),
    },
    {
      name: 'can be emptied by removals, and filled again',
      run: using(2, async index => {
        const keys = Array.from({ length: 50 }, (_, i) => `${i}`)
        for (let round = 0; round < 3; round++) {
          await index.add(keys, randomVectors({ count: 50, dimensions: 2, seed: round + 7 }))
          expect((await bestKeys(index, [1, 0], 50)).length === 50, `round ${round}: not all keys were found`)
          expect(
            (await index.remove(keys)) === 50 && (await index.count()) === 0,
            `round ${round}: size is ${await index.count()}`,
          )
          expect((await bestKeys(index, [1, 0], 50)).length === 0, `round ${round}: a removed key still answers`)
        }
      }),
    },
    {
      name: 'a removed key can be added again',
      run: using(2, async index => {
        await index.add(['a'], vectors([[1, 0]]))
        await index.remove(['a'])
        await index.add(['a'], vectors([[0, 1]]))
        expect((await bestKeys(index, [0, 1], 5)).join() === 'a', 'the key is missing')
      }),
    },
    {
      name: 'keys may be any string',
      run: using(2, async index => {
        const keys = ['', ' ', 'é', '日本', '🙂', '__proto__', 'a\nb', '0']
        await index.add(keys, randomVectors({ count: keys.length, dimensions: 2, seed: 1 }))
        const found = await bestKeys(index, [1, 1], keys.length)
        expect(
          keys.every(key => found.includes(key)),
          `found ${JSON.stringify(found)}`,
        )
      }),
    },
  ]
}
