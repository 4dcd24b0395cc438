import { expect, it } from 'vitest'
import { adam, type AdamOptions } from './adam.ts'
import { errorsAgainstTorch, goldenRuns } from './testing/golden-optimizers.ts'

it.each(goldenRuns('adam'))(
  "%s gives the reference's weights, over clipped and scheduled steps",
  async (_name, golden) => {
    const errors = await errorsAgainstTorch(adam(golden.options as AdamOptions), golden)
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-5)
  },
)

it.each([{ learningRate: -1 }, { betas: [1, 0.9] }, { epsilon: 0 }, { weightDecay: -1 }] satisfies AdamOptions[])(
  'refuses %j',
  options => {
    expect(() => adam(options)).toThrow(expect.objectContaining({ code: 'argument' }))
  },
)
