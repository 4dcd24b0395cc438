import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lossValue, type Loss } from '@towerkit/graph'
import { compareWithGolden, type GoldenCase } from '@towerkit/graph/testing'
import * as exported from './index.ts'
import { runModel as run } from './testing/run-model.ts'

interface LossCase extends GoldenCase {
  readonly loss: string
  readonly options: Readonly<Record<string, unknown>>
}

const golden = JSON.parse(readFileSync(new URL('./__golden__/losses.json', import.meta.url), 'utf8')) as {
  cases: Record<string, LossCase>
}
const losses = exported as unknown as Readonly<Record<string, (options?: unknown) => Loss>>

it('compares every loss with another library', () => {
  const folder = new URL('./__golden__/', import.meta.url)
  const cases = readdirSync(folder).flatMap(file =>
    Object.values((JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as typeof golden).cases),
  )
  expect(Object.keys(losses).filter(name => !cases.some(({ loss }) => loss === name))).toEqual([])
})

describe.each(Object.entries(golden.cases))('%s', (_name, lossCase) => {
  it.each(['float64', 'float32'] as const)('equals the other library in %s, with its gradients', async dtype => {
    const errors = await compareWithGolden(
      (_, inputs) => lossValue(losses[lossCase.loss]!(lossCase.options), inputs),
      lossCase,
      { run, dtype },
    )
    expect(Object.keys(errors).length).toBeGreaterThan(1)
    for (const [tensor, error] of Object.entries(errors))
      expect(error, tensor).toBeLessThan(dtype === 'float64' ? 1e-9 : 1e-5)
  })
})
