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
      name: 'refuses one string in place of a list of keys',
      run: using(2, async index => {
        const two = vectors([
          [1, 2],
          [3, 4],
        ])
        const any = index as unknown as Record<
          'get' | 'add' | 'remove' | 'search',
          (...given: unknown[]) => Promise<unknown>
        >
        await index.add(['a', 'b'], two)
        await expectRejection('argument', () => any.add('ab', two))
        await expectRejection('argument', () => any.get('ab'))
        await expectRejection('argument', () => any.remove('ab'))
        await expectRejection('argument', () => any.search(two, 1, { exclude: 'ab' }))
        expect((await index.count()) === 2, `size is ${await index.count()}`)
      }),
    },
    {
      name: 'refuses options that it does not know',
      run: using(2, async index => {
        const one = vectors([[1, 2]])
        const wrong = { notAnOption: 1 } as object
        await expectRejection('argument', () => index.add(['a'], one, wrong))
        await expectRejection('argument', () => index.get(['a'], wrong))
        await expectRejection('argument', () => index.remove(['a'], wrong))
        await expectRejection('argument', () => index.search(one, 1, wrong))
        await expectRejection('argument', () => index.count(wrong))
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
