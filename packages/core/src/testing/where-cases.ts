import { expect, expectRejection, type ConformanceCase } from './conformance.ts'
import { expectFound, filledIndex } from './filled-index.ts'
import { randomVectors } from './random-vectors.ts'
import type { UsingIndex } from './using-index.ts'
import { vectors } from '../vectors.ts'
import type { Where } from '../where.ts'

/** The cases of `vectorIndexConformance` on conditions. */
export function whereCases(using: UsingIndex, knowsFields: boolean): ConformanceCase[] {
  return [
    {
      name: 'where keeps what holds the value, one of the values, or a value within the range',
      run: filledIndex(using, async index => {
        const cases: readonly (readonly [Where, string])[] = [
          [{}, 'a,b,c,d,plain'],
          [{ kind: 'function' }, 'b,c'],
          [{ kind: ['class', 'option'] }, 'a,d'],
          [{ kind: [] }, ''],
          [{ kind: 'none' }, ''],
          [{ tested: false }, 'b'],
          [{ year: { from: 2021 } }, 'b,c'],
          [{ year: { from: 2019, to: 2021 } }, 'a,b'],
          [{ since: { from: '2020-01-01', to: '2020-12-31' } }, 'd'],
          [{ kind: 'function', year: { to: 2022 } }, 'b'],
          [{ ['__proto__']: 'plain' }, 'd'],
        ]
        for (const [where, expected] of cases) await expectFound(index, { where }, expected)
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
      name: 'refuses a condition that no metadata can hold',
      run: filledIndex(using, async index => {
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
    {
      name: 'where looks into lists, nested fields, times and big integers',
      run: filledIndex(using, async index => {
        const cases: readonly (readonly [Where, string])[] = [
          [{ tags: 'tech' }, 'a,d'],
          [{ tags: ['news', 'none'] }, 'a'],
          [{ tags: { contains: ['news', 'tech'] } }, 'a'],
          [{ 'author.name': 'Ada' }, 'a'],
          [{ 'author.age': { from: 36 } }, 'a'],
          [{ day: { from: '2024-05-31', to: '2024-05-31' } }, 'c,d'],
          [{ day: { from: '2024-05-31T23:00:00Z' } }, 'd'],
          [{ big: 9007199254740993n }, 'b'],
          [{ big: 9007199254740992n }, ''],
          [{ big: { from: 9007199254740993n, to: 9007199254740993n } }, 'b'],
        ]
        for (const [where, expected] of cases) await expectFound(index, { where }, expected)
      }),
    },
    {
      name: 'conditions combine with and, or, not and exists',
      run: filledIndex(using, async index => {
        const cases: readonly (readonly [Where, string])[] = [
          [{ or: [{ kind: 'class' }, { year: 2024 }] }, 'a,c'],
          [{ and: [{ tags: 'news' }, { tags: 'tech' }] }, 'a'],
          [{ kind: 'function', or: [{ year: 2021 }, { tags: 'news' }] }, 'b'],
          [{ not: { kind: 'function' } }, 'a,d,plain'],
          [{ kind: { not: ['function', 'class'] } }, 'd,plain'],
          [{ year: { not: { from: 2021 }, exists: true } }, 'a'],
          [{ tags: { exists: true } }, 'a,b,d'],
          [{ 'author.age': { exists: false } }, 'b,c,d,plain'],
          [{ never: { exists: true } }, ''],
          [{ or: [] }, ''],
        ]
        for (const [where, expected] of cases) await expectFound(index, { where }, expected)
      }),
    },
    {
      name: knowsFields
        ? 'refuses a condition on a field that no key had, or of a type that it never held'
        : 'a condition on a field that no key had, or of a type that it never held, finds nothing',
      run: filledIndex(using, async index => {
        for (const where of [
          { yaer: 2024 },
          { year: '2024' },
          { tags: 3 },
          { author: 'Ada' },
          { not: { kind: true } },
        ]) {
          const search = () => index.search(vectors([[1, 0]]), 5, { where })
          if (knowsFields) await expectRejection('argument', search)
          else if (!('not' in where)) await expectFound(index, { where }, '')
        }
      }),
    },
  ]
}
