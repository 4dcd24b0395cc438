import { describe, expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { mineHardNegatives, type MineHardNegativesOptions, type MiningQuery } from './mine-hard-negatives.ts'
import { letterEncoder } from './testing/letter-encoder.ts'
import { plainIndex } from './testing/plain-index.ts'

const random = seededRandom(11)
const word = () => Array.from({ length: 6 }, () => String.fromCharCode(97 + Math.floor(random() * 5))).join('')
const documents = new Map(Array.from({ length: 60 }, (_, i) => [`d${i}`, word()]))
const queries: MiningQuery[] = Array.from({ length: 25 }, (_, i) => ({
  query: word(),
  positives: i % 4 === 0 ? [`d${i}`, `d${i + 30}`] : [`d${i}`],
}))

function mine(options: Partial<MineHardNegativesOptions> = {}, of = queries) {
  return mineHardNegatives(of, { documents, encoder: letterEncoder, index: plainIndex(26), ...options })
}

const score = async (a: string, b: string) => {
  const { data } = await letterEncoder.encode([a, b])
  return Array.from({ length: 26 }, (_, i) => data[i]! * data[26 + i]!).reduce((sum, value) => sum + value, 0)
}

describe('mineHardNegatives', () => {
  it.each([
    ['without rules', {}],
    ['with a maximum', { maxScore: 0.8 }],
    ['with a minimum', { minScore: 0.6 }],
    ['with an absolute margin', { absoluteMargin: 0.1 }],
    ['with a relative margin', { relativeMargin: 0.05 }],
    [
      'with all rules and ranks',
      { maxScore: 0.95, minScore: 0.3, absoluteMargin: 0.01, relativeMargin: 0.02, ranks: [2, 20] as const },
    ],
  ])('takes the best candidates that the rules leave, %s', async (_name, rules) => {
    const { examples, tooFew } = await mine({ count: 2, ...rules })
    const {
      maxScore = Infinity,
      minScore = -Infinity,
      absoluteMargin = -Infinity,
      relativeMargin = -Infinity,
      ranks: [from, to] = [0, 20],
    } = rules as Partial<MineHardNegativesOptions>
    let expected = 0
    for (const { query, positives } of queries) {
      const scored = await Promise.all(
        [...documents].map(async ([key, text]) => ({ key, text, score: await score(query, text) })),
      )
      const others = scored
        .toSorted((a, b) => b.score - a.score)
        .filter(({ key }) => !positives.includes(key))
        .slice(from, to)
      for (const key of positives) {
        const positive = scored.find(each => each.key === key)!
        const left = others.filter(
          other =>
            other.score < maxScore &&
            other.score >= minScore &&
            other.score <= positive.score - absoluteMargin &&
            (relativeMargin < 0 || other.score <= positive.score * (1 - relativeMargin)),
        )
        const texts = new Set([query, ...positives.map(each => documents.get(each)!)])
        const distinct = left.filter(({ text }) => !texts.has(text) && texts.add(text))
        if (distinct.length < 2) continue
        const mined = examples[expected++]!
        expect(mined).toMatchObject({ query, positive: positive.text })
        expect(mined.positiveScore).toBeCloseTo(positive.score, 5)
        // Equal scores may come in any order.
        mined.negativeScores.forEach((value, i) => expect(value).toBeCloseTo(distinct[i]!.score, 5))
      }
    }
    expect(examples).toHaveLength(expected)
    expect(expected + tooFew).toBe(queries.flatMap(({ positives }) => positives).length)
  })

  it('never gives a known positive, a copy of one, or the query itself', async () => {
    const copies = new Map([
      ['a', 'xyz'],
      ['b', 'xyz'],
      ['c', 'zyx'],
      ['d', 'abc'],
      ['e', 'abc'],
      ['f', 'xyy'],
    ])
    const { examples, leftOut } = await mine({ documents: copies, count: 2, ranks: [0, 5] }, [
      { query: 'zyx', positives: ['a'] },
    ])
    expect(examples[0]!.negatives).toEqual(['xyy', 'abc'])
    expect(leftOut.same).toBe(3)
  })

  it('draws at random by its seed, and says what was left out', async () => {
    const first = await mine({ choose: 'random', seed: 1 })
    const again = await mine({ choose: 'random', seed: 1 })
    const other = await mine({ choose: 'random', seed: 2 })
    expect(first.examples).toEqual(again.examples)
    expect(first.examples).not.toEqual(other.examples)
    for (const { negativeScores } of first.examples)
      expect(negativeScores).toEqual(negativeScores.toSorted((a, b) => b - a))
    expect(await mine({ maxScore: -1 })).toMatchObject({ examples: [], tooFew: 32 })
  })

  it('is stopped by its signal and tells its progress', async () => {
    const seen: number[] = []
    await mine({ onProgress: ({ done }) => seen.push(done) })
    expect(seen).toEqual([25])
    await expect(mine({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })

  it.each([
    [
      'an index with keys in it',
      async () => {
        const index = plainIndex(26)
        await index.add(['x'], await letterEncoder.encode(['x']))
        return { index }
      },
      'holds 1 keys',
    ],
    [
      'an index of another metric',
      async () => ({
        index: { ...plainIndex(26), size: 0, search: async () => queries.map(() => [{ key: 'd0', score: -40 }]) },
      }),
      'inner product',
    ],
    ['no negatives', async () => ({ count: 0 }), 'count is 0'],
    ['ranks that hold too few', async () => ({ ranks: [5, 6] as const }), 'do not hold 3'],
    ['a negative margin', async () => ({ absoluteMargin: -1 }), 'absoluteMargin is -1'],
    ['a score that is none', async () => ({ maxScore: Number.NaN }), 'maxScore is NaN'],
  ])('refuses %s', async (_name, options, message) => {
    await expect(mine((await options()) as Partial<MineHardNegativesOptions>)).rejects.toThrow(message)
  })

  it('refuses queries without a positive, and positives that are no document', async () => {
    await expect(mine({}, [{ query: 'a', positives: [] }])).rejects.toMatchObject({ code: 'data' })
    await expect(mine({}, [{ query: 'a', positives: ['nowhere'] }])).rejects.toThrow('"nowhere"')
  })
})
