import { describe, expect, it } from 'vitest'
import { Graph } from './graph.ts'
import { add } from './ops/add.ts'
import { exp } from './ops/exp.ts'
import { mul } from './ops/mul.ts'
import { split } from './ops/split.ts'
import { topK } from './ops/top-k.ts'
import { removeDeadNodes } from './remove-dead-nodes.ts'
import { rewrite } from './rewrite.ts'
import { runModel as run } from './testing/run-model.ts'
import { writeOnnx } from './write-onnx.ts'

const x = { dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } as const

describe('rewrite', () => {
  it('puts other nodes in the place of one', async () => {
    const graph = new Graph()
    const input = graph.input('x', 'float32', ['n'])
    graph.output('y', add(mul(input, 3), 1))
    const doubled = rewrite(graph, ({ op }, inputs) =>
      op.type === 'Mul' ? { C: add(inputs['A']!, inputs['A']!) } : undefined,
    )
    expect(doubled.nodes.map(({ op }) => op.type)).toEqual(['Add', 'Add'])
    expect(graph.nodes.map(({ op }) => op.type)).toEqual(['Mul', 'Add'])
    const { y } = await run(writeOnnx(doubled), { x }, { optimized: false })
    expect([...y!.data]).toEqual([3, 5, 7, 9])
  })

  it('keeps names, types and symbols of inputs and outputs, and all outputs of a node', async () => {
    const graph = new Graph()
    const input = graph.input('x', 'float32', ['n'])
    const { indices } = topK(input, 2)
    const parts = split(topK(input, 3).values, [1, 2], 0)
    graph.output('indices', indices)
    graph.output('first', parts[0]!)
    graph.output('same', input)
    const copy = rewrite(graph, () => undefined)
    expect(copy.inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual([
      { name: 'x', dtype: 'float32', shape: ['n'] },
    ])
    const [before, after] = await Promise.all(
      [graph, copy].map(each => run(writeOnnx(each), { x }, { optimized: false })),
    )
    expect(after).toEqual(before)
    expect([...after!['indices']!.data]).toEqual([3n, 2n])
  })
})

describe('removeDeadNodes', () => {
  it('leaves out what no output needs, but no input', () => {
    const graph = new Graph()
    const input = graph.input('x', 'float32', ['n'])
    graph.input('unused', 'float32', [2])
    exp(add(mul(input, 7), 5))
    graph.output('y', mul(input, 2))
    const lean = removeDeadNodes(graph)
    expect(lean.nodes.map(({ op }) => op.type)).toEqual(['Mul'])
    expect(lean.constants.map(({ constant }) => constant)).toEqual([Float32Array.of(2)])
    expect(lean.inputs.map(({ name }) => name)).toEqual(['x', 'unused'])
  })
})
