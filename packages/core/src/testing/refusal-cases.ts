import { vectors } from '../vectors.ts'
import { expect, expectRejection, type ConformanceCase } from './conformance.ts'
import type { UsingIndex } from './using-index.ts'

/** The cases of `vectorIndexConformance` on what every index refuses. */
export function refusalCases(using: UsingIndex): ConformanceCase[] {
  return [
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
        expect((await index.count()) === 0, `size is ${await index.count()}`)
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
        expect((await index.count()) === 0, `size is ${await index.count()}`)
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
  ]
}
