import { describe, it } from 'vitest'
import { testLoss } from '@towerkit/graph/testing'
import { cosineDistillation } from './cosine-distillation.ts'
import { runModel as run } from './testing/run-model.ts'

describe('cosineDistillation', () => {
  for (const { name, run: runCase } of testLoss(cosineDistillation(), { run })) it(name, runCase)
})
