import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lossValue, type Loss } from '@towerkit/graph'
import { compareWithGolden, testLoss, type GoldenCase } from '@towerkit/graph/testing'
import * as exported from './index.ts'
import { runModel as run } from './testing/run-model.ts'

interface LossCase extends GoldenCase {
  readonly loss: string
  readonly options: Readonly<Record<string, unknown>>
}
type Factory = (...settings: unknown[]) => Loss

const golden = JSON.parse(readFileSync(new URL('./__golden__/pair-losses.json', import.meta.url), 'utf8')) as {
  cases: Record<string, LossCase>
}
const factories = exported as unknown as Readonly<Record<string, Factory>>

function lossOf({ loss, options }: LossCase): Loss {
  if (loss === 'weightedSum')
    return factories['weightedSum']!(
      (options['losses'] as [string, number][]).map(([name, weight]) => ({ loss: factories[name]!(), weight })),
    )
  if (loss === 'projected') {
    const { loss: inner, ...own } = options
    return exported.projected(factories[inner as string]!(), own as never)
  }
  const wraps = ['matryoshka', 'matryoshka2d', 'adaptiveLayers'].includes(loss)
  return wraps ? factories[loss]!(exported.infoNce(), options) : factories[loss]!(options)
}

describe.each(Object.entries(golden.cases))('%s', (_name, lossCase) => {
  it.each(['float64', 'float32'] as const)('equals the other library in %s, with its gradients', async dtype => {
    const errors = await compareWithGolden((_, inputs) => lossValue(lossOf(lossCase), inputs), lossCase, { run, dtype })
    expect(Object.keys(errors).length).toBeGreaterThan(1)
    for (const [tensor, error] of Object.entries(errors))
      expect(error, tensor).toBeLessThan(dtype === 'float64' ? 1e-9 : 1e-5)
  })
})

const label = { shape: [5], data: [1, 0, 1, 0, 0] } as const
const classes = { shape: [5], data: [0, 1, 0, 1, 2] } as const
const score = { shape: [5], data: [0.9, 0.1, 0.5, 0.5, 0] } as const
const taught = {
  negatives: { shape: [5, 2, 4] },
  label: { shape: [5, 3], data: Array.from({ length: 15 }, (_, i) => (i * 7) % 5) },
} as const

describe.each([
  ['cosineRegression', exported.cosineRegression(), { score }],
  ['angle', exported.angle(), { score }],
  ['contrastive', exported.contrastive({ margin: 3 }), { label }],
  ['triplet', exported.triplet({ margin: 9 }), {}],
  ['batchAllTriplet', exported.batchAllTriplet({ margin: 9 }), { label: classes }],
  // The squares of inner products of huge vectors are beyond float32; cosines are not.
  ['marginMse', exported.marginMse({ similarity: 'cosine' }), taught],
  ['klDistillation', exported.klDistillation(), taught],
  ['globalOrthogonal', exported.globalOrthogonal(), {}],
  ['matryoshka', exported.matryoshka(exported.infoNce()), {}],
  [
    'projected',
    exported.projected(exported.embeddingDistillation(), { from: 4, to: 6 }),
    { teacher: { shape: [5, 6] } },
  ],
  [
    'weightedSum',
    exported.weightedSum([{ loss: exported.infoNce() }, { loss: exported.globalOrthogonal(), weight: 0.5 }]),
    {},
  ],
  [
    'infoNce in all directions',
    exported.infoNce({ directions: ['queries', 'documents', 'reverse'], labelSmoothing: 0.1 }),
    {},
  ],
] as const)('%s', (_name, loss, columns) => {
  for (const { name, run: runCase } of testLoss(loss, { run, columns })) it(name, runCase)
})
