import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Value } from '../index.ts'
import { checkGradient } from '../testing/check-gradient.ts'
import { compareWithGolden, type GoldenCase } from '../testing/golden.ts'
import { runModel as run } from '../testing/run-model.ts'
import {
  attend,
  cosineSimilarity,
  crossEntropy,
  l2Normalize,
  lastTokenPooling,
  logSumExp,
  mean,
  meanPooling,
  pairwiseCosineSimilarity,
  pairwiseSquaredDistance,
  rmsNormalize,
  rotaryPositions,
  rotate,
  silu,
  squaredDistance,
} from './index.ts'

type Inputs = Readonly<Record<string, Value>>

const golden = JSON.parse(readFileSync(new URL('./__golden__/composites.json', import.meta.url), 'utf8')) as {
  cases: Record<string, GoldenCase>
}

/** How each composite is called on the inputs of its cases, by the name before the comma. */
const builders: Readonly<Record<string, (inputs: Inputs) => Value>> = {
  attend: ({ query, key, value }) => attend({ query: query!, key: key!, value: value! }),
  cosineSimilarity: ({ a, b }) => cosineSimilarity(a!, b!),
  crossEntropy: ({ logits, labels }) => crossEntropy(logits!, labels!),
  l2Normalize: ({ x }) => l2Normalize(x!),
  lastTokenPooling: ({ hidden, mask }) => lastTokenPooling(hidden!, mask!),
  logSumExp: ({ x }) => logSumExp(x!),
  meanPooling: ({ hidden, mask }) => meanPooling(hidden!, mask!),
  pairwiseCosineSimilarity: ({ a, b }) => pairwiseCosineSimilarity(a!, b!),
  pairwiseSquaredDistance: ({ a, b }) => pairwiseSquaredDistance(a!, b!),
  rmsNormalize: ({ x }) => rmsNormalize(x!),
  silu: ({ x }) => silu(x!),
  squaredDistance: ({ a, b }) => squaredDistance(a!, b!),
}

describe.each(Object.entries(golden.cases))('%s', (name, goldenCase) => {
  it.each(['float64', 'float32'] as const)('equals torch in %s, forward and backward', async dtype => {
    const errors = await compareWithGolden((_, inputs) => builders[name.split(',')[0]!]!(inputs), goldenCase, {
      run,
      dtype,
    })
    expect(Object.keys(errors).length).toBeGreaterThan(1)
    for (const [tensor, error] of Object.entries(errors))
      expect(error, tensor).toBeLessThan(dtype === 'float64' ? 1e-9 : 1e-5)
  })
})

/** Composites with the shapes to check their gradients at. */
const gradientCases: Readonly<
  Record<
    string,
    { readonly build: (inputs: Inputs) => Value; readonly shapes: Readonly<Record<string, readonly number[]>> }
  >
> = {
  attend: { build: builders['attend']!, shapes: { query: [2, 4, 3, 2], key: [2, 2, 5, 2], value: [2, 2, 5, 3] } },
  cosineSimilarity: { build: builders['cosineSimilarity']!, shapes: { a: [3, 4], b: [3, 4] } },
  crossEntropy: {
    build: ({ logits }) => crossEntropy(logits!, logits!.graph.constant([2, 0, 1, 1], 'int64')),
    shapes: { logits: [4, 3] },
  },
  l2Normalize: { build: builders['l2Normalize']!, shapes: { x: [3, 4] } },
  lastTokenPooling: {
    build: ({ hidden }) => lastTokenPooling(hidden!, hidden!.graph.constant([1, 1, 0, 1, 1, 1], 'int64', [2, 3])),
    shapes: { hidden: [2, 3, 4] },
  },
  logSumExp: { build: builders['logSumExp']!, shapes: { x: [3, 4] } },
  mean: { build: ({ x }) => mean(x!, [0], { keepDimensions: true }), shapes: { x: [3, 4] } },
  meanPooling: {
    build: ({ hidden }) => meanPooling(hidden!, hidden!.graph.constant([1, 1, 0, 1, 1, 1], 'int64', [2, 3])),
    shapes: { hidden: [2, 3, 4] },
  },
  pairwiseCosineSimilarity: { build: builders['pairwiseCosineSimilarity']!, shapes: { a: [3, 4], b: [2, 4] } },
  pairwiseSquaredDistance: { build: builders['pairwiseSquaredDistance']!, shapes: { a: [3, 4], b: [2, 4] } },
  rmsNormalize: { build: builders['rmsNormalize']!, shapes: { x: [3, 4] } },
  rotate: {
    build: ({ heads }) =>
      rotate(heads!, rotaryPositions(heads!.graph.constant([0, 3, 7], 'int64'), { width: 4, dtype: heads!.dtype })),
    shapes: { heads: [2, 2, 3, 4] },
  },
  silu: { build: builders['silu']!, shapes: { x: [3, 4] } },
  squaredDistance: { build: builders['squaredDistance']!, shapes: { a: [3, 4], b: [3, 4] } },
}

describe.each(Object.entries(gradientCases))('%s', (_name, { build, shapes }) => {
  it('has the gradient that central differences give', async () => {
    expect(await checkGradient(inputs => [build(inputs)], { run, shapes })).toBeLessThan(1e-7)
    expect(await checkGradient(inputs => [build(inputs)], { run, shapes, dtype: 'float32' })).toBeLessThan(1e-5)
  })
})
