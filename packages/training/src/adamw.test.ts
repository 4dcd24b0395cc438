import { expect, it } from 'vitest'
import { adamW, type AdamWOptions } from './adamw.ts'
import { errorsAgainstTorch, goldenRuns } from './testing/golden-optimizers.ts'

it.each(goldenRuns('adamW'))("%s gives torch's weights, over clipped and scheduled steps", async (_name, golden) => {
  const errors = await errorsAgainstTorch(adamW(golden.options as AdamWOptions), golden)
  for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-5)
})

it.each([
  { learningRate: -1 },
  { betas: [1, 0.9] },
  { betas: [0.9, -0.1] },
  { epsilon: 0 },
  { weightDecay: Number.NaN },
] satisfies AdamWOptions[])('refuses %j', options => {
  expect(() => adamW(options)).toThrow(expect.objectContaining({ code: 'argument' }))
})
