import { expect, it } from 'vitest'
import { adafactor, type AdafactorOptions } from './adafactor.ts'
import { errorsAgainstTorch, goldenRuns } from './testing/golden-optimizers.ts'

it.each(goldenRuns('adafactor'))(
  "%s gives the reference's weights, over clipped and scheduled steps",
  async (_name, golden) => {
    const errors = await errorsAgainstTorch(adafactor(golden.options as AdafactorOptions), golden)
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-5)
  },
)

it.each([
  { learningRate: -1 },
  { decayPower: 0 },
  { clipThreshold: 0 },
  { weightDecay: -1 },
] satisfies AdafactorOptions[])('refuses %j', options => {
  expect(() => adafactor(options)).toThrow(expect.objectContaining({ code: 'argument' }))
})

it('keeps n + m numbers for a matrix of n x m, and n for a vector', () => {
  const { slots, wholeTensors } = adafactor()
  const sizes = (shape: readonly number[]) => slots.map(slot => wholeTensors!.slotShape(slot, shape))
  expect(sizes([30, 20])).toEqual([[30], [20]])
  expect(sizes([30])).toEqual([[30], [0]])
  expect(sizes([8, 3, 3])).toEqual([[8], [9]])
})
