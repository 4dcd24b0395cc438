import { describe, expect, it } from 'vitest'
import { seededRandom, type Tensor } from '@towerkit/core'
import * as fused from '../fused/index.ts'
import * as exported from './index.ts'
import { isFloat } from '../dtype.ts'
import { Graph } from '../graph.ts'
import { lower } from '../lower.ts'
import type { AnyOp } from '../op.ts'
import { checkGradient } from '../testing/check-gradient.ts'
import { emitSample } from '../testing/emit-sample.ts'
import { runModel as run } from '../testing/run-model.ts'
import type { Value } from '../value.ts'
import { writeOnnx } from '../write-onnx.ts'

const ops = (Object.values({ ...exported, ...fused }) as unknown[]).filter(
  (member): member is AnyOp => typeof member === 'object' && member !== null && 'infer' in member,
)

describe.each(ops.map(op => [op.type, op] as const))('%s', (_type, op) => {
  it('has samples and a complete description', () => {
    expect(op.samples.length).toBeGreaterThan(0)
    expect(op.doc.source).toMatch(/^https:/)
    expect(op.doc.summary).not.toBe('')
    expect(op.doc.gradient === 'none').toBe(op.gradient === null)
  })

  it.each(
    op.samples
      .entries()
      .map(([i, sample]) => [i, sample] as const)
      .toArray(),
  )('sample %i: inferred types are the run-time types', async (_i, sample) => {
    const random = seededRandom(5)
    const [low, high] = sample.range ?? [-1, 1]
    const graph = new Graph()
    const values = Object.fromEntries(
      Object.entries(sample.shapes).map(([name, shape]) => [name, graph.input(name, 'float32', shape)]),
    )
    const outputs = emitSample(op, sample, values, graph)
    for (const [name, value] of Object.entries(outputs)) graph.output(`output ${name}`, value)
    const feeds = Object.fromEntries(
      Object.entries(sample.shapes).map(([name, shape]): [string, Tensor] => {
        const data = Float32Array.from(
          { length: shape.reduce((a, b) => a * b, 1) },
          () => low + (high - low) * random(),
        )
        return [name, { dtype: 'float32', shape, data }]
      }),
    )
    const results = await run(writeOnnx(graph), feeds, { optimized: false })
    for (const [name, value] of Object.entries(outputs)) {
      const result = results[`output ${name}`]!
      expect({ dtype: result.dtype, shape: [...result.shape] }).toEqual({ dtype: value.dtype, shape: value.shape })
      if (value.elements) expect(Array.from(result.data, Number)).toEqual(value.elements)
    }
  })

  if (op.reference) {
    it.each(
      op.samples
        .entries()
        .map(([i, sample]) => [i, sample] as const)
        .toArray(),
    )('sample %i: kernel = reference', async (_i, sample) => {
      const graph = new Graph()
      const random = seededRandom(7)
      const [low, high] = sample.range ?? [-1, 1]
      const values = Object.fromEntries(
        Object.entries(sample.shapes).map(([name, shape]) => {
          const data = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => low + (high - low) * random())
          return [name, graph.constant(data, 'float32', shape)]
        }),
      )
      const kernel = emitSample(op, sample, values, graph)
      for (const [name, value] of Object.entries(kernel))
        if (op.gradient !== 'reference' || (sample.outputs?.includes(name) ?? true)) graph.output(name, value)
      const [plain, lowered] = await Promise.all(
        [graph, lower(graph)].map(each => run(writeOnnx(each), {}, { optimized: false })),
      )
      for (const name of graph.outputs.keys()) {
        plain![name]!.data.forEach((value, i) => expect(Number(value)).toBeCloseTo(Number(lowered![name]!.data[i]), 5))
      }
    })
  }

  const differentiable = op.samples.filter(({ shapes }) => Object.keys(shapes).length > 0)
  if (op.gradient === null || op.gradient === 'reference' || differentiable.length === 0) return

  it.each(
    differentiable
      .entries()
      .map(([i, sample]) => [i, sample] as const)
      .toArray(),
  )('sample %i: gradient = central difference', async (i, sample) => {
    const build = (values: Readonly<Record<string, Value>>, graph: Graph) => {
      const outputs = emitSample(op, sample, values, graph)
      return Object.entries(outputs).flatMap(([name, value]) =>
        isFloat(value.dtype) && (sample.outputs?.includes(name) ?? true) ? [value] : [],
      )
    }
    const options = { run, shapes: sample.shapes, seed: i + 1, ...(sample.range && { range: sample.range }) }
    expect(await checkGradient(build, options)).toBeLessThan(1e-7)
    expect(await checkGradient(build, { ...options, dtype: 'float32' })).toBeLessThan(1e-5)
  })
})
