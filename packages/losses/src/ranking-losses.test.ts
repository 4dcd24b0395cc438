import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lossValue, type Loss } from '@towerkit/graph'
import { compareWithGolden, type GoldenCase, type GoldenTensor } from '@towerkit/graph/testing'
import * as exported from './index.ts'
import { runModel as run } from './testing/run-model.ts'

interface LossCase extends GoldenCase {
  readonly loss: string
  readonly options: Readonly<Record<string, unknown>>
}

const golden = JSON.parse(readFileSync(new URL('./__golden__/ranking-losses.json', import.meta.url), 'utf8')) as {
  cases: Record<string, LossCase>
}
const losses = exported as unknown as Readonly<Record<string, (options?: unknown) => Loss>>

describe.each(Object.entries(golden.cases))('%s', (_name, { inputs, ...lossCase }) => {
  it.each(['float64', 'float32'] as const)('equals the other library in %s, with its gradients', async dtype => {
    const errors = await compareWithGolden(
      (_, columns) => lossValue(losses[lossCase.loss]!(lossCase.options), columns),
      { ...lossCase, inputs: withNan(inputs) },
      { run, dtype },
    )
    expect(Object.keys(errors).length).toBeGreaterThan(1)
    for (const [tensor, error] of Object.entries(errors))
      expect(error, tensor).toBeLessThan(dtype === 'float64' ? 1e-9 : 1e-5)
  })
})

/** JSON has no NaN; null stands for it. */
function withNan(inputs: Readonly<Record<string, GoldenTensor>>): Readonly<Record<string, GoldenTensor>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [
      name,
      { ...tensor, data: tensor.data.map((value: number | null) => value ?? Number.NaN) },
    ]),
  )
}
