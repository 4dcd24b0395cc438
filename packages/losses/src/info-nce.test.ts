import { describe, expect, it } from 'vitest'
import { testLoss } from '@towerkit/graph/testing'
import { infoNce } from './info-nce.ts'
import { runModel as run } from './testing/run-model.ts'

const ignore = {
  shape: [5, 8],
  symbols: ['batch', '(batch+3)'],
  dtype: 'bool',
  data: Array.from({ length: 40 }, (_, i) => Number(i % 3 === 0)),
} as const
const negatives = { shape: [3, 4] }

describe.each([
  ['as it is', infoNce(), {}],
  ['with dot products', infoNce({ similarity: 'dot', temperature: 1 }), {}],
  ['with shared negatives', infoNce(), { negatives }],
  ['with negatives of each query, symmetric', infoNce({ symmetric: true }), { negatives: { shape: [5, 2, 4] } }],
  ['with ignored candidates, symmetric', infoNce({ symmetric: true }), { negatives, ignore }],
  [
    'with groups, symmetric',
    infoNce({ symmetric: true }),
    { negatives, group: { shape: [5], dtype: 'int64', data: [0, 1, 0, 2, 1] } },
  ],
  ['with a learnt temperature', infoNce({ learnableTemperature: true, temperature: 0.5 }), {}],
] as const)('infoNce %s', (_name, loss, columns) => {
  for (const { name, run: runCase } of testLoss(loss, { run, columns })) it(name, runCase)
})

it('refuses temperatures that are none', () => {
  for (const temperature of [0, -1, Number.NaN])
    expect(() => infoNce({ temperature })).toThrow(expect.objectContaining({ code: 'argument' }))
  expect(() => infoNce({ temperature: 0.009, learnableTemperature: true })).toThrow(/0\.009.*0\.01/)
  expect(infoNce({ temperature: 0.01, learnableTemperature: true }).parameters!['logScale']).toBeCloseTo(
    Math.log(100),
    12,
  )
})
