import { describe, expect, it } from 'vitest'
import { seededRandom, type Tensor } from '@towerkit/core'
import { Graph } from '../graph.ts'
import { linear } from '../layers/linear.ts'
import { embedding } from '../layers/embedding.ts'
import { add } from '../ops/add.ts'
import { gemm } from '../ops/gemm.ts'
import { mul } from '../ops/mul.ts'
import { relu } from '../ops/relu.ts'
import { createParameters, initialize } from '../parameters.ts'
import { runModel } from '../testing/run-model.ts'
import { writeOnnx } from '../write-onnx.ts'
import { calibrationGraph } from './calibration-graph.ts'
import { quantize } from './quantize.ts'

/** Tokens through a table, two linear maps with a bias and one without. */
function model() {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const ids = graph.input('ids', 'int64', ['batch', 'sequence'])
  const x = embedding(parameters.at('table'), ids, { rows: 50, width: 48, deviation: 1 })
  const hidden = relu(linear(parameters.at('first'), x, 96, { deviation: 0.3 }))
  const y = linear(parameters.at('second'), hidden, 40, { bias: false, deviation: 0.3 })
  graph.output('y', add(y, linear(parameters.at('third'), x, 40, { deviation: 0.3 })))
  return { graph, weights: initialize(parameters, { seed: 3 }) }
}

const random = seededRandom(4)
const ids: Tensor = {
  dtype: 'int64',
  shape: [4, 7],
  data: BigInt64Array.from({ length: 28 }, () => BigInt(Math.floor(random() * 50))),
}

async function run(graph: Graph, weights: Readonly<Record<string, Tensor>>): Promise<Float32Array> {
  return (await runModel(writeOnnx(graph, { weights }), { ids }, { optimized: true }))['y']!.data as Float32Array
}

function relativeError(y: Float32Array, other: Float32Array): number {
  const squares = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0)
  return Math.sqrt(squares(y.map((value, i) => value - other[i]!)) / squares(y))
}

describe('quantize', () => {
  it.each([
    [8, 0.02],
    [4, 0.15],
  ] as const)('in %i bits stays within %f of the float result', async (bits, limit) => {
    const { graph, weights } = model()
    const small = quantize(graph, weights, { bits })
    const error = relativeError(await run(graph, weights), await run(small.graph, small.weights))
    expect(error).toBeGreaterThan(1e-5)
    expect(error).toBeLessThan(limit)
    expect(Object.keys(small.weights).toSorted()).toEqual(['first.bias', 'third.bias'])
    expect(small.report.map(({ name, kind }) => [name, kind])).toEqual([
      ['table.weight', 'table'],
      ['first.weight', 'matrix'],
      ['second.weight', 'matrix'],
      ['third.weight', 'matrix'],
    ])
    for (const entry of small.report)
      expect(entry.bytes.float / entry.bytes.quantized).toBeGreaterThan(entry.bits === 4 ? 4 : 3)
  })

  it('computes with the very numbers that it reports: whole-number weights survive 8 bits', async () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [1, 2])
    graph.output(
      'y',
      gemm(x, graph.input('w', 'float32', [2, 3]), { bias: graph.input('b', 'float32', [3]), alpha: 2, beta: 0.5 }),
    )
    const weights: Record<string, Tensor> = {
      w: { dtype: 'float32', shape: [2, 3], data: Float32Array.of(127, -64, 0, 5, 127, 0) },
      b: { dtype: 'float32', shape: [3], data: Float32Array.of(10, 20, 30) },
    }
    const { graph: small, weights: rest, report } = quantize(graph, weights, { bits: 8 })
    // Of the range [0, 255] each whole number is a level.
    const result = await runModel(
      writeOnnx(small, { weights: rest }),
      { x: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(255, 3) } },
      { optimized: true },
    )
    expect([...result['y']!.data]).toEqual([2 * (255 * 127 + 15) + 5, 2 * (255 * -64 + 3 * 127) + 10, 15])
    expect(report).toMatchObject([{ error: 0, shape: [2, 3] }])
  })

  it('leaves what keep() names', () => {
    const { graph, weights } = model()
    const { report, weights: rest } = quantize(graph, weights, { bits: 8, keep: name => name.startsWith('table') })
    expect(report.map(({ name }) => name)).not.toContain('table.weight')
    expect(rest).toHaveProperty(['table.weight'])
  })

  it('refuses a graph without stored matrices, and other bits', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2])
    graph.output('y', mul(x, x))
    expect(() => quantize(graph, {}, { bits: 8 })).toThrow('no two-dimensional')
    expect(() => quantize(graph, {}, { bits: 2 as 4 })).toThrow('bits is 2')
  })
})

describe('calibrationGraph', () => {
  it.each([8, 4] as const)('measures the error of each product in %i bits', async bits => {
    const { graph, weights } = model()
    const results = await runModel(
      writeOnnx(calibrationGraph(graph, weights, { bits }), { weights }),
      { ids },
      { optimized: true },
    )
    const errors = ['0 first.weight', '1 second.weight', '2 third.weight'].map(use =>
      Math.sqrt(Number(results[`noise ${use}`]!.data[0]) / Number(results[`signal ${use}`]!.data[0])),
    )
    for (const error of errors) {
      expect(error).toBeGreaterThan(1e-5)
      expect(error).toBeLessThan(bits === 8 ? 0.02 : 0.15)
    }
  })
})
