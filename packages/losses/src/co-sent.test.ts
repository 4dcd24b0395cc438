import { describe, expect, it } from 'vitest'
import { testLoss } from '@towerkit/graph/testing'
import { coSent } from './co-sent.ts'
import { runModel as run } from './testing/run-model.ts'

describe.each([
  ['numbers', { shape: [5], data: [0.9, 0.1, 0.5, 0.5, 0] }],
  ['whole numbers', { shape: [5], dtype: 'int64', data: [2, 0, 1, 1, 0] }],
  ['equal scores', { shape: [5], data: [1, 1, 1, 1, 1] }],
] as const)('coSent with %s', (_name, score) => {
  for (const { name, run: runCase } of testLoss(coSent(), { run, columns: { score } })) it(name, runCase)
})

it('refuses scales that are none', () => {
  for (const scale of [0, -1, Number.NaN])
    expect(() => coSent({ scale })).toThrow(expect.objectContaining({ code: 'argument' }))
})
