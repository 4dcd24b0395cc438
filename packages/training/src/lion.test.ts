import { expect, it } from 'vitest'
import { lion, type LionOptions } from './lion.ts'
import { errorsAgainstTorch, goldenRuns } from './testing/golden-optimizers.ts'

it.each(goldenRuns('lion'))(
  "%s gives the reference's weights, over clipped and scheduled steps",
  async (_name, golden) => {
    const errors = await errorsAgainstTorch(lion(golden.options as LionOptions), golden)
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-5)
  },
)

it.each([{ learningRate: -1 }, { betas: [1, 0.9] }, { weightDecay: Number.NaN }] satisfies LionOptions[])(
  'refuses %j',
  options => {
    expect(() => lion(options)).toThrow(expect.objectContaining({ code: 'argument' }))
  },
)
