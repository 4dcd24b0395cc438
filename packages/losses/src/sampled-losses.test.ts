import { describe, expect, it } from 'vitest'
import { testLoss } from '@towerkit/graph/testing'
import { bpr, classCrossEntropy, flops, sampledSoftmax } from './index.ts'
import { runModel as run } from './testing/run-model.ts'

const negatives = { shape: [5, 2, 4] }
const lists = {
  negatives,
  logQ: { shape: [5], data: [-1, -2, -3, -1, -2] },
  negativeLogQ: { shape: [5, 2], data: [-1, Number.NaN, -2, -3, Number.NaN, Number.NaN, -1, -4, -2, -2] },
}

describe.each([
  ['sampledSoftmax', sampledSoftmax(), {}],
  ['sampledSoftmax, cosines', sampledSoftmax({ similarity: 'cosine', temperature: 0.1 }), { negatives }],
  ['sampledSoftmax, corrected', sampledSoftmax(), lists],
  [
    'sampledSoftmax, ids',
    sampledSoftmax({ inBatch: false }),
    {
      negatives,
      id: { shape: [5], data: [1, 2, 3, 1, 4] },
      negativeId: { shape: [5, 2], data: [1, 5, 6, 7, 1, 9, 4, 8, 2, 3] },
    },
  ],
  ['bpr', bpr(), {}],
  ['bpr, triples', bpr({ similarity: 'cosine' }), { negative: { shape: [5, 4] } }],
  ['flops', flops(), {}],
  ['classCrossEntropy', classCrossEntropy(), { label: { shape: [5], data: [0, 1, 2, 3, 0] } }],
] as const)('%s', (_name, loss, columns) => {
  for (const { name, run: runCase } of testLoss(loss, {
    run,
    columns,
    ...(loss.name === 'flops' && { range: [0.1, 1] as const }),
  }))
    it(name, runCase)
})

it('refuses options that are none', () => {
  for (const make of [
    () => sampledSoftmax({ temperature: 0 }),
    () => flops({ threshold: -1 }),
    () => flops({ threshold: 0.5 }),
  ])
    expect(make).toThrow(expect.objectContaining({ code: 'argument' }))
})
