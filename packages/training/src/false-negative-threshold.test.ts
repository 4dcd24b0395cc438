import { expect, it } from 'vitest'
import { falseNegativeThreshold } from './false-negative-threshold.ts'
import { letterEncoder } from './testing/letter-encoder.ts'

const pairs = [
  ['aab', 'aabc'],
  ['ddd', 'dde'],
  ['ghi', 'gih'],
  ['xyz', 'zzy'],
  ['aab', 'abb'],
].map(([query, positive]) => ({ query: query!, positive: positive! }))

it('scores all queries with all positives, and takes known pairs for positive', async () => {
  const result = await falseNegativeThreshold(pairs, { encoder: letterEncoder })
  // 4 queries x 5 positives, 5 of them known; known pairs have cosines from 0.7 up, all others are 0.
  expect(result).toMatchObject({ positives: 5, negatives: 15, f1: 1, precision: 1, recall: 1 })
  expect(result.threshold).toBeGreaterThan(0.7)
})

it('draws its sample by the seed', async () => {
  const many = Array.from({ length: 60 }, (_, i) => ({
    query: 'abcdefghij'.slice(i % 9),
    positive: 'abcdefghij'.slice(0, 1 + (i % 10)),
  }))
  const of = (seed: number) => falseNegativeThreshold(many, { encoder: letterEncoder, sample: 12, seed })
  expect(await of(1)).toEqual(await of(1))
  expect((await of(1)).positives).toBeLessThanOrEqual(60)
})

it('refuses fewer than two pairs', async () => {
  await expect(falseNegativeThreshold(pairs.slice(0, 1), { encoder: letterEncoder })).rejects.toMatchObject({
    code: 'argument',
  })
  await expect(falseNegativeThreshold(pairs, { encoder: letterEncoder, sample: 1 })).rejects.toMatchObject({
    code: 'argument',
  })
})
