import { describe, it } from 'vitest'
import { testLoss } from '@towerkit/graph/testing'
import { mseDistillation } from './mse-distillation.ts'
import { runModel as run } from './testing/run-model.ts'

describe('mseDistillation', () => {
  for (const { name, run: runCase } of testLoss(mseDistillation(), { run })) it(name, runCase)
})
