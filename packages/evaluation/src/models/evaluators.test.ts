import { expect, it } from 'vitest'
import { vectors, type Encoder } from '@towerkit/core'
import {
  evaluateClassification,
  evaluateParaphraseMining,
  evaluatePairClassification,
  evaluateReranking,
  evaluateSimilarity,
  evaluateTriplets,
  pearson,
  spearman,
  vectorSimilarities,
} from '@towerkit/evaluation'
import golden from '../__golden__/models.json' with { type: 'json' }

/** Answers with stored vectors. */
const encoderOf = (stored: Readonly<Record<string, readonly number[]>>): Encoder<string> => ({
  dimensions: 4,
  encode: async inputs => {
    const rows: (readonly number[])[] = []
    for await (const input of inputs) rows.push(stored[input]!)
    return vectors(rows, 4)
  },
  close: async () => {},
})
const encoder = encoderOf(golden.vectors)
const { first, second } = golden
const close = (value: number, expected: number | undefined, what: string) =>
  expect(value, what).toBeCloseTo(expected!, 6)
const theirs = (metrics: Readonly<Record<string, number>>) => metrics

it('equals sentence-transformers in similarity', async () => {
  const report = await evaluateSimilarity(
    encoder,
    first.map((text, i) => ({ first: text, second: second[i]!, score: golden.scores[i]! })),
  )
  for (const similarity of vectorSimilarities) {
    close(report.pearson[similarity], theirs(golden.similarity)[`pearson_${similarity}`], similarity)
    close(report.spearman[similarity], theirs(golden.similarity)[`spearman_${similarity}`], similarity)
  }
})

it('equals sentence-transformers in triplets', async () => {
  const report = await evaluateTriplets(
    encoder,
    first.map((anchor, i) => ({ anchor, positive: second[i]!, negative: golden.negatives[i]! })),
  )
  for (const similarity of vectorSimilarities)
    close(report[similarity], theirs(golden.triplets)[`${similarity}_accuracy`], similarity)
})

it('equals sentence-transformers in pair classification', async () => {
  const report = await evaluatePairClassification(
    encoder,
    first.map((text, i) => ({ first: text, second: second[i]!, positive: golden.labels[i] === 1 })),
  )
  for (const similarity of vectorSimilarities) {
    const sign = similarity === 'euclidean' || similarity === 'manhattan' ? -1 : 1
    const { accuracy, accuracyThreshold, f1, f1Threshold, precision, recall, averagePrecision } = report[similarity]
    const values = {
      accuracy,
      accuracy_threshold: sign * accuracyThreshold,
      f1,
      f1_threshold: sign * f1Threshold,
      precision,
      recall,
      ap: averagePrecision,
    }
    for (const [name, value] of Object.entries(values))
      close(value, theirs(golden.pairs)[`${similarity}_${name}`], `${similarity}_${name}`)
  }
})

it('equals sentence-transformers in reranking', async () => {
  const report = await evaluateReranking(
    encoder,
    golden.samples.map(({ query, positive, negative }) => ({ query, positives: positive, negatives: negative })),
  )
  close(report.mean.AP, golden.reranking.map, 'map')
  close(report.mean['RR@10'], golden.reranking['mrr@10'], 'mrr')
  close(report.mean['nDCG@10'], golden.reranking['ndcg@10'], 'ndcg')
})

it('equals sentence-transformers in paraphrase mining', async () => {
  const { f1, f1Threshold, precision, recall, averagePrecision } = await evaluateParaphraseMining(
    encoder,
    Object.fromEntries(Object.keys(golden.vectors).map(text => [text, text])),
    golden.duplicates as [string, string][],
  )
  const values = { f1, threshold: f1Threshold, precision, recall, average_precision: averagePrecision }
  for (const [name, value] of Object.entries(values)) close(value, theirs(golden.mining)[name], name)
})

it.each(['logistic-regression', 'nearest-neighbors'] as const)(
  'equals scikit-learn in classification: %s',
  async method => {
    const inputs = Object.keys(golden.vectors).map((input, i) => ({ input, label: golden.classes[i]! }))
    const report = await evaluateClassification(
      encoder,
      { train: inputs.slice(0, 40), test: inputs.slice(40) },
      { method, neighbors: 1 },
    )
    expect(report.predictions).toEqual(golden[method].predictions)
    close(report.accuracy, golden[method].accuracy, 'accuracy')
    close(report.macroF1, golden[method].macroF1, 'macro F1')
  },
)

it('correlates', () => {
  expect(pearson([1, 2, 3], [2, 4, 6])).toBe(1)
  expect(spearman([1, 2, 3, 4], [10, 9, 9, -5])).toBeCloseTo(-0.9486832980505138, 12)
  expect(pearson([1, 1], [1, 2])).toBeNaN()
})

it('uses a tower of their own for queries', async () => {
  const samples = [{ query: 't0', positives: ['t1'], negatives: ['t2', 't3'] }]
  const report = await evaluateReranking(encoder, samples, {
    measures: ['RR'],
    queryEncoder: encoderOf({ t0: golden.vectors.t1 }),
  })
  expect(report.mean.RR).toBe(1)
})

it.each([
  ['one pair', () => evaluateSimilarity(encoder, [{ first: 't0', second: 't1', score: 1 }]), 'data'],
  [
    'a score that is NaN',
    () =>
      evaluateSimilarity(encoder, [
        { first: 't0', second: 't1', score: Number.NaN },
        { first: 't0', second: 't2', score: 1 },
      ]),
    'data',
  ],
  ['no triplets', () => evaluateTriplets(encoder, []), 'data'],
  [
    'pairs of one kind',
    () => evaluatePairClassification(encoder, [{ first: 't0', second: 't1', positive: true }]),
    'data',
  ],
  [
    'a sample without positives',
    () => evaluateReranking(encoder, [{ query: 't0', positives: [], negatives: ['t1'] }]),
    'data',
  ],
  ['no samples', () => evaluateReranking(encoder, []), 'data'],
  ['duplicates that are not there', () => evaluateParaphraseMining(encoder, { a: 't0' }, [['a', 'b']]), 'data'],
  ['no duplicates', () => evaluateParaphraseMining(encoder, { a: 't0' }, []), 'data'],
  [
    'no neighbours',
    () => evaluateParaphraseMining(encoder, { a: 't0', b: 't1' }, [['a', 'b']], { neighbors: 0 }),
    'argument',
  ],
  [
    'one class',
    () =>
      evaluateClassification(encoder, { train: [{ input: 't0', label: 'a' }], test: [{ input: 't0', label: 'a' }] }),
    'data',
  ],
  [
    'no regularisation',
    () => evaluateClassification(encoder, { train: [], test: [] }, { regularization: 0 }),
    'argument',
  ],
])('refuses %s', async (_name, work, code) => {
  await expect(work()).rejects.toThrow(expect.objectContaining({ code }))
})
