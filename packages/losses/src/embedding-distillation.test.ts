import { describe, expect, it } from 'vitest'
import { testLoss } from '@towerkit/graph/testing'
import { embeddingDistillation } from './embedding-distillation.ts'
import { runModel as run } from './testing/run-model.ts'

describe.each([{}, { mseWeight: 0 }, { cosineWeight: 0 }])('embeddingDistillation(%o)', options => {
  for (const { name, run: runCase } of testLoss(embeddingDistillation(options), { run })) it(name, runCase)
})

it('refuses weights that are none', () => {
  for (const options of [{ mseWeight: -1 }, { cosineWeight: Number.NaN }, { mseWeight: 0, cosineWeight: 0 }]) {
    expect(() => embeddingDistillation(options)).toThrow(expect.objectContaining({ code: 'argument' }))
  }
})
