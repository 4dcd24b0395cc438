import { expect, it } from 'vitest'
import { constantInitializer, log, mul, type Parameters, type Value } from '../index.ts'
import { compareWithGolden, type GoldenCase } from './golden.ts'
import { runModel as run } from './run-model.ts'

type Inputs = Readonly<Record<string, Value>>

/** y = weight·x, worked out by hand. */
const golden: GoldenCase = {
  inputs: { x: { shape: [2], data: [3, -4] } },
  parameters: { weight: { shape: [2], data: [2, 5] } },
  output: { shape: [2], data: [6, -20] },
  cotangent: { shape: [2], data: [1, 10] },
  gradients: { x: { shape: [2], data: [2, 50] }, weight: { shape: [2], data: [3, -40] } },
}
const weight = (parameters: Parameters) => parameters.get('weight', [2], constantInitializer(1))

it.each(['float64', 'float32'] as const)('finds no difference in %s where there is none', async dtype => {
  expect(
    await compareWithGolden((parameters, { x }: Inputs) => mul(x!, weight(parameters)), golden, { run, dtype }),
  ).toEqual({ output: 0, 'gradient of x': 0, 'gradient of weight': 0 })
})

it('gives the relative error of the output and of each gradient', async () => {
  const errors = await compareWithGolden((parameters, { x }: Inputs) => mul(mul(x!, weight(parameters)), 1.5), golden, {
    run,
  })
  for (const error of Object.values(errors)) expect(error).toBeCloseTo(0.5, 12)
})

it('measures what is not a number as that', async () => {
  const errors = await compareWithGolden((parameters, { x }: Inputs) => log(mul(x!, weight(parameters))), golden, {
    run,
  })
  expect(errors['output']).toBeNaN()
})

it('refuses parameters of other names and outputs of other shapes', async () => {
  await expect(compareWithGolden((_, { x }: Inputs) => x!, golden, { run })).rejects.toThrow('expected weight')
  const scalar = { ...golden, output: { shape: [], data: [1] } }
  await expect(
    compareWithGolden((parameters, { x }: Inputs) => mul(x!, weight(parameters)), scalar, { run }),
  ).rejects.toThrow('expected []')
})
