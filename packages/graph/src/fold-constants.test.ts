import { describe, expect, it } from 'vitest'
import { foldConstants } from './fold-constants.ts'
import { Graph } from './graph.ts'
import type { AnyOp } from './op.ts'
import * as exported from './ops/index.ts'
import { add } from './ops/add.ts'
import { concat } from './ops/concat.ts'
import { div } from './ops/div.ts'
import { gather } from './ops/gather.ts'
import { mul } from './ops/mul.ts'
import { reshapeOp } from './ops/reshape.ts'
import { shape } from './ops/shape.ts'
import { emitSample } from './testing/emit-sample.ts'
import { runModel as run } from './testing/run-model.ts'
import { writeOnnx } from './write-onnx.ts'

const types = (graph: Graph) => graph.nodes.map(({ op }) => op.type)

describe('foldConstants', () => {
  it('calculates scalars', async () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2])
    const two = graph.constant(2, 'float32')
    graph.output('y', mul(x, div(add(two, 4), mul(two, 4))))
    const folded = foldConstants(graph)
    expect(types(folded)).toEqual(['Mul'])
    const { y } = await run(
      writeOnnx(folded),
      { x: { dtype: 'float32', shape: [2], data: Float32Array.of(4, 8) } },
      { optimized: false },
    )
    expect([...y!.data]).toEqual([3, 6])
  })

  it('takes numeric lengths from shapes', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [3, 4])
    const rows = gather(shape(x), graph.constant([0], 'int64'))
    graph.output(
      'y',
      graph.emit(reshapeOp, { data: x, shape: concat([mul(rows, 2), graph.constant([-1], 'int64')], 0) }, {}).reshaped,
    )
    expect(types(foldConstants(graph))).toEqual(['Reshape'])
  })

  it('leaves lengths of symbols to run time', async () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['n', 4])
    const [rows, columns] = [0, 1].map(axis => gather(shape(x), graph.constant([axis], 'int64')))
    graph.output(
      'y',
      graph.emit(reshapeOp, { data: x, shape: concat([mul(rows!, 2), div(columns!, 2)], 0) }, {}).reshaped,
    )
    const folded = foldConstants(graph)
    expect(types(folded).filter(type => type === 'Shape')).toHaveLength(1)
    expect(folded.nodes.length).toBeLessThan(graph.nodes.length)
    const { y } = await run(
      writeOnnx(folded),
      { x: { dtype: 'float32', shape: [6, 4], data: new Float32Array(24) } },
      { optimized: false },
    )
    expect([...y!.shape]).toEqual([12, 2])
  })
})

/** What an op computes here is what ONNX Runtime computes, on samples that consist of constants. */
describe('evaluate', () => {
  const ops = (Object.values(exported) as unknown[]).filter(
    (member): member is AnyOp => typeof member === 'object' && member !== null && 'evaluate' in member,
  )
  it.each(ops.map(op => [op.type, op] as const))('of %s equals the kernel', async (_type, op) => {
    for (const sample of op.samples) {
      const graph = new Graph()
      const values = Object.fromEntries(
        Object.entries(sample.shapes).map(([name, lengths]) => {
          const size = lengths.reduce((a, b) => a * b, 1)
          return [
            name,
            graph.constant(
              Array.from({ length: size }, (_, i) => 1 + ((7 * i) % 11) / 4),
              'float32',
              lengths,
            ),
          ]
        }),
      )
      for (const [name, value] of Object.entries(emitSample(op, sample, values, graph))) graph.output(name, value)
      const [expected, actual] = await Promise.all(
        [graph, foldConstants(graph)].map(each => run(writeOnnx(each), {}, { optimized: false })),
      )
      expect(actual).toEqual(expected)
    }
  })
})
