import type { Metadata } from '../metadata.ts'
import type { SearchOptions, VectorIndex } from '../vector-index.ts'
import { vectors } from '../vectors.ts'
import type { Where } from '../where.ts'
import { expect, expectRejection, type ConformanceCase } from './conformance.ts'
import { randomVectors } from './random-vectors.ts'

type Using = (dimensions: number, work: (index: VectorIndex) => Promise<void>) => () => Promise<void>

const records: readonly Metadata[] = [
  { kind: 'class', year: 2019, tested: true },
  { kind: 'function', year: 2021, tested: false },
  { kind: 'function', year: 2024 },
  { kind: 'option', since: '2020-03-01', ['__proto__']: 'plain' },
]

/** The cases of `vectorIndexConformance` on metadata and conditions. */
export function metadataCases(using: Using): ConformanceCase[] {
  const found = async (index: VectorIndex, options: SearchOptions) =>
    (await index.search(vectors([[1, 0]]), 10, options))[0]!
      .map(hit => hit.key)
      .toSorted()
      .join()
  const filled = (work: (index: VectorIndex) => Promise<void>) =>
    using(2, async index => {
      await index.add(
        ['a', 'b', 'c', 'd'],
        vectors([
          [0.1, 0],
          [0.2, 0],
          [0.3, 0],
          [0.4, 0],
        ]),
        { metadata: records },
      )
      await index.add(['plain'], vectors([[0.5, 0]]))
      await work(index)
    })
  const expectFound = async (index: VectorIndex, options: SearchOptions, expected: string) => {
    const keys = await found(index, options)
    expect(keys === expected, `${JSON.stringify(options)} found "${keys}", expected "${expected}"`)
  }

  return [
    {
      name: 'where keeps what holds the value, one of the values, or a value within the range',
      run: filled(async index => {
        const cases: readonly (readonly [Where, string])[] = [
          [{}, 'a,b,c,d,plain'],
          [{ kind: 'function' }, 'b,c'],
          [{ kind: ['class', 'option'] }, 'a,d'],
          [{ kind: [] }, ''],
          [{ kind: 'none' }, ''],
          [{ tested: false }, 'b'],
          [{ year: { from: 2021 } }, 'b,c'],
          [{ year: { from: 2019, to: 2021 } }, 'a,b'],
          [{ year: '2021' }, ''],
          [{ since: { from: '2020-01-01', to: '2020-12-31' } }, 'd'],
          [{ kind: 'function', year: { to: 2022 } }, 'b'],
          [{ absent: 1 }, ''],
          [{ ['__proto__']: 'plain' }, 'd'],
        ]
        for (const [where, expected] of cases) await expectFound(index, { where }, expected)
      }),
    },
    {
      name: 'where and filter hold together',
      run: filled(async index => {
        await expectFound(index, { where: { kind: 'function' }, filter: key => key !== 'b' }, 'c')
      }),
    },
    {
      name: 'a key added again has its new metadata, also none',
      run: filled(async index => {
        await index.add(
          ['a', 'b'],
          vectors([
            [1, 0],
            [1, 0],
          ]),
          { metadata: [{ kind: 'option' }, {}] },
        )
        await index.add(['c'], vectors([[1, 0]]))
        await expectFound(index, { where: { kind: ['class', 'function'] } }, '')
        await expectFound(index, { where: { kind: 'option' } }, 'a,d')
      }),
    },
    {
      name: 'metadata stays with its key when others are removed',
      run: filled(async index => {
        await index.remove(['a', 'c'])
        await expectFound(index, { where: { kind: 'function' } }, 'b')
        await expectFound(index, { where: { kind: 'option' } }, 'd')
        await expectFound(index, { where: { year: 2024 } }, '')
      }),
    },
    {
      name: 'where still fills the limit, however few it keeps',
      run: using(8, async index => {
        const keys = Array.from({ length: 2000 }, (_, i) => `${i}`)
        const metadata = keys.map((_, i) => ({ half: i % 2, rare: i % 200 }))
        await index.add(keys, randomVectors({ count: 2000, dimensions: 8, seed: 5 }), { metadata })
        const queries = randomVectors({ count: 5, dimensions: 8, seed: 6 })
        for (const where of [{ half: 1 }, { rare: 7 }] as const) {
          const results = await index.search(queries, 10, { where })
          const fits = (key: string) =>
            Object.entries(where).every(([field, value]) => metadata[Number(key)]![field as 'half' | 'rare'] === value)
          expect(
            results.every(hits => hits.length === 10 && hits.every(({ key }) => fits(key))),
            `${JSON.stringify(where)} gave ${JSON.stringify(results[0])}`,
          )
        }
      }),
    },
    {
      name: 'keeps the metadata as it was when it was given',
      run: using(2, async index => {
        const record = { kind: 'old' }
        await index.add(['a'], vectors([[1, 0]]), { metadata: [record] })
        record.kind = 'new'
        await expectFound(index, { where: { kind: 'old' } }, 'a')
      }),
    },
    {
      name: 'refuses metadata of another number than keys, or of other values, and adds nothing of the batch',
      run: using(2, async index => {
        const add = (metadata: readonly unknown[]) =>
          index.add(
            ['a', 'b'],
            vectors([
              [1, 0],
              [0, 1],
            ]),
            { metadata: metadata as Metadata[] },
          )
        await expectRejection('shape', () => add([{}]))
        for (const value of [null, undefined, Number.NaN, {}, ['x'], 1n])
          await expectRejection('argument', () => add([{}, { value }]))
        await expectRejection('argument', () => add([{}, 'kind']))
        expect(index.size === 0, `size is ${index.size}`)
      }),
    },
    {
      name: 'refuses a condition that no metadata can hold',
      run: filled(async index => {
        for (const where of [
          'kind',
          { kind: null },
          { year: {} },
          { year: { above: 1 } },
          { year: { from: 1, to: 'b' } },
        ]) {
          await expectRejection('argument', () =>
            index.search(vectors([[1, 0]]), 1, { where: where as unknown as Where }),
          )
        }
      }),
    },
  ]
}
