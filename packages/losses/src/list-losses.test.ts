import { describe, expect, it } from 'vitest'
import { evaluateLoss, testLoss } from '@towerkit/graph/testing'
import { binaryCrossEntropy, focal, lambdaLoss, listMle, listNet, rankNet } from './index.ts'
import { runModel as run } from './testing/run-model.ts'

const graded = { shape: [5, 3], data: [2, 1, 0, 0, 3, Number.NaN, 1, 0, 2, 1, Number.NaN, Number.NaN, 0, 0, 4] }
const relevance = { ...graded, data: graded.data.map(label => Math.min(label, 1)) }
const losses = { binaryCrossEntropy, focal, lambdaLoss, listMle, listNet, rankNet }

describe.each([
  ['binaryCrossEntropy', relevance, binaryCrossEntropy],
  ['focal', relevance, focal],
  ['listNet', graded, listNet],
  ['rankNet', graded, rankNet],
  ['listMle', graded, listMle],
  ['listMle, position-aware', graded, (options: object) => listMle({ ...options, positionAware: true })],
  ['lambdaLoss', graded, lambdaLoss],
  ['lambdaLoss, ndcg1', graded, (options: object) => lambdaLoss({ ...options, weighing: 'ndcg1', k: 2 })],
] as const)('%s', (_name, label, make) => {
  const documents = { shape: [5, 3, 4] }
  for (const { name, run: runCase } of testLoss(make({ similarity: 'dot', temperature: 1 }), {
    run,
    columns: { documents, label },
  }))
    it(`${name}, dot products`, runCase)
  for (const { name, run: runCase } of testLoss(make({}), { run, columns: { documents, label } }))
    it(`${name}, cosines`, runCase)

  const given = make({ similarity: 'given' })
  const of = (scores: readonly number[], labels: readonly number[], shape: readonly number[]) =>
    evaluateLoss(given, {
      run,
      columns: { scores: { shape }, label: { shape, data: labels } },
      data: () => scores,
      symbolic: false,
    })

  it('is finite with scores of ±10,000, equal scores and a batch of one', async () => {
    for (const scores of [
      [1e4, -1e4, 0],
      [-1e4, 1e4, 1e4],
      [3, 3, 3],
    ]) {
      const { loss, scores: gradient } = await of(scores, [1, 0, 1], [1, 3])
      expect([...loss!, ...gradient!].every(Number.isFinite)).toBe(true)
    }
  })

  it('costs nothing for empty lists', async () => {
    const { loss, scores } = await of([5, -2], [Number.NaN, Number.NaN], [2, 1])
    expect([...loss!, ...scores!].every(value => value === 0)).toBe(true)
  })
})

it('pairs cost nothing where no document is relevant', async () => {
  for (const loss of [lambdaLoss({ similarity: 'given' }), rankNet({ similarity: 'given' })]) {
    const { loss: value, scores } = await evaluateLoss(loss, {
      run,
      columns: { scores: { shape: [1, 3] }, label: { shape: [1, 3], data: [0, 0, 0] } },
      data: () => [3, 1, 2],
      symbolic: false,
    })
    expect([...value!, ...scores!].every(x => x === 0)).toBe(true)
  }
})

it('refuses options that are none', () => {
  for (const make of Object.values(losses)) {
    expect(() => make({ temperature: 0 })).toThrow(expect.objectContaining({ code: 'argument' }))
    expect(() => make({ similarity: 'euclidean' as 'dot' })).toThrow(expect.objectContaining({ code: 'argument' }))
  }
  const wrong = [
    () => lambdaLoss({ k: 0 }),
    () => lambdaLoss({ sigma: 0 }),
    () => lambdaLoss({ mu: -1 }),
    () => lambdaLoss({ weighing: 'ndcg3' as 'ndcg1' }),
    () => rankNet({ k: 1.5 }),
    () => focal({ gamma: -1 }),
    () => focal({ alpha: 1 }),
    () => binaryCrossEntropy({ positiveWeight: 0 }),
  ]
  for (const make of wrong) expect(make).toThrow(expect.objectContaining({ code: 'argument' }))
})
