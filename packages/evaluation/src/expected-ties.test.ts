import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { evaluate, targetMeasures } from '@towerkit/evaluation'

const measures = [
  'Success@2',
  'P@2',
  'R@3',
  'RR',
  'RR@3',
  'nDCG',
  'nDCG@3',
  "nDCG(dcg='exp-log2')@3",
  'P(rel=2)@4',
] as const

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield []
  for (const [i, item] of items.entries())
    for (const rest of permutations(items.filter((_, j) => j !== i))) yield [item, ...rest]
}

it('is the mean over all orders of equal scores', () => {
  const random = seededRandom(8)
  for (let trial = 0; trial < 20; trial++) {
    const documents = Array.from({ length: 6 }, (_, d) => `d${d}`)
    const scores = Object.fromEntries(documents.map(id => [id, Math.floor(random() * 3)]))
    const qrels = { q: Object.fromEntries([...documents, 'missed'].map(id => [id, Math.floor(random() * 3)])) }
    const reports = [...permutations(documents)].map(order => {
      const run = { q: Object.fromEntries(order.map((id, i) => [id, scores[id]! - i / 1000])) }
      return evaluate({ qrels, run, measures }).mean
    })
    const expected = evaluate({ qrels, run: { q: scores }, measures, ties: 'expected' }).mean
    for (const measure of measures)
      expect(expected[measure], measure).toBeCloseTo(
        reports.reduce((sum, mean) => sum + mean[measure], 0) / reports.length,
        12,
      )
  }
})

it('counts two equal scores half', () => {
  const options = { qrels: { u: { a: 1 } }, run: { u: { a: 1, b: 1, c: 0 } } }
  const { mean } = evaluate({ ...options, measures: ['Success@1', 'nDCG@1', 'nDCG@2'], ties: 'expected' })
  expect(mean).toEqual({ 'Success@1': 0.5, 'nDCG@1': 0.5, 'nDCG@2': (1 + 1 / Math.log2(3)) / 2 })
})

it('gives a recommender that scores all items alike what chance gives', () => {
  const items = Array.from({ length: 1000 }, (_, i) => `i${i}`)
  const run = { u: Object.fromEntries(items.map(item => [item, 0])) }
  for (const target of ['i0', 'i999']) {
    const { mean } = evaluate({ qrels: { u: { [target]: 1 } }, run, measures: ['Success@10'], ties: 'expected' })
    expect(mean['Success@10']).toBeCloseTo(0.01, 12)
  }
})

it('tells the same from the place of one target', () => {
  const random = seededRandom(2)
  for (let trial = 0; trial < 50; trial++) {
    const scores = Array.from({ length: 20 }, () => Math.floor(random() * 6))
    const run = { u: Object.fromEntries(scores.map((score, i) => [`i${i}`, score])) }
    const place = {
      above: scores.filter(score => score > scores[0]!).length,
      tied: scores.filter(score => score === scores[0]).length - 1,
    }
    const { mean } = evaluate({
      qrels: { u: { i0: 1 } },
      run,
      measures: ['Success@5', 'nDCG@5', 'RR@5'],
      ties: 'expected',
    })
    const { hitRate, nDCG, reciprocalRank } = targetMeasures(place, 5)
    expect(hitRate).toBeCloseTo(mean['Success@5'], 12)
    expect(nDCG).toBeCloseTo(mean['nDCG@5'], 12)
    expect(reciprocalRank).toBeCloseTo(mean['RR@5'], 12)
  }
})

it('is 0 for a target that was not retrieved, and heeds judged_only', () => {
  const options = { measures: ['nDCG@5', 'Success@5'], ties: 'expected' } as const
  expect(evaluate({ qrels: { u: { x: 1 } }, run: { u: { a: 1 } }, ...options }).mean['nDCG@5']).toBe(0)
  const { mean } = evaluate({
    qrels: { u: { a: 1, b: 0 } },
    run: { u: { z: 1, a: 1, b: 1 } },
    measures: ['P@1', 'P(judged_only=True)@1'],
    ties: 'expected',
  })
  expect(mean['P@1']).toBeCloseTo(1 / 3, 12)
  expect(mean['P(judged_only=True)@1']).toBe(0.5)
})

it.each([
  [
    'a measure without',
    () => evaluate({ qrels: { q: { d: 1 } }, run: { q: { d: 1 } }, measures: ['AP'], ties: 'expected' }),
  ],
  ['another word', () => evaluate({ qrels: { q: { d: 1 } }, run: {}, measures: ['P@1'], ties: 'half' as 'expected' })],
  ['half an item', () => targetMeasures({ above: 0.5, tied: 0 }, 10)],
  ['a cutoff of 0', () => targetMeasures({ above: 0, tied: 0 }, 0)],
])('refuses %s', (_name, work) => {
  expect(work).toThrow(expect.objectContaining({ code: 'argument' }))
})
