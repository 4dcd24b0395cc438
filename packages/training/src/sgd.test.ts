import { expect, it } from 'vitest'
import { sgd, type SgdOptions } from './sgd.ts'
import { errorsAgainstTorch, goldenRuns } from './testing/golden-optimizers.ts'

it.each(goldenRuns('sgd'))("%s gives torch's weights, over clipped and scheduled steps", async (_name, golden) => {
  const errors = await errorsAgainstTorch(sgd(golden.options as SgdOptions), golden)
  for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-5)
})

it('keeps no state without momentum', () => {
  expect(sgd().slots).toEqual([])
  expect(sgd({ momentum: 0.9 }).slots).toEqual(['change'])
})

it.each([{ learningRate: -1 }, { momentum: 1 }, { momentum: -0.1 }, { weightDecay: -1 }] satisfies SgdOptions[])(
  'refuses %j',
  options => {
    expect(() => sgd(options)).toThrow(expect.objectContaining({ code: 'argument' }))
  },
)
