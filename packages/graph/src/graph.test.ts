import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError, UnsupportedError, type Tensor } from '@towerkit/core'
import { productOf, sumOf } from './dimension.ts'
import { Graph } from './graph.ts'
import { add } from './ops/add.ts'
import { concat } from './ops/concat.ts'
import { expand } from './ops/expand.ts'
import { gather } from './ops/gather.ts'
import { identity } from './ops/identity.ts'
import { matmul } from './ops/matmul.ts'
import { mul } from './ops/mul.ts'
import { reduceProd } from './ops/reduce-prod.ts'
import { reshape, reshapeOp } from './ops/reshape.ts'
import { shape } from './ops/shape.ts'
import { stopGradient } from './ops/stop-gradient.ts'
import { runModel as run } from './testing/run-model.ts'
import { writeOnnx } from './write-onnx.ts'

const zeros = (...lengths: number[]): Tensor => ({
  dtype: 'float32',
  shape: lengths,
  data: new Float32Array(lengths.reduce((a, b) => a * b, 1)),
})

describe('Graph', () => {
  it('emits the same op on the same inputs once, but never takes one op for another', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2])
    expect(add(x, 1)).toBe(add(x, 1))
    expect(add(x, 1)).not.toBe(add(x, 2))
    expect(identity(x)).not.toBe(stopGradient(x))
  })

  it('finds equal constants', () => {
    const graph = new Graph()
    expect(graph.constant([1, 2], 'float32')).toBe(graph.constant([1, 2], 'float32'))
    expect(graph.constant([1, 2], 'float32')).not.toBe(graph.constant([1, 2], 'int64'))
    expect(graph.constant([1, 2], 'float32')).not.toBe(graph.constant([1, 2], 'float32', [2, 1]))
  })

  it('refuses values of another graph', () => {
    const here = new Graph()
    const there = new Graph()
    const x = here.input('x', 'float32', [2])
    const y = there.input('y', 'float32', [2])
    expect(() => add(x, y)).toThrow(ArgumentError)
    expect(() => add(x, y)).toThrow('another graph')
    expect(() => here.output('y', y)).toThrow(ArgumentError)
  })

  it('refuses names that are taken or empty, and constants that do not fill their shape', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2])
    expect(() => graph.input('x', 'float32', [2])).toThrow('taken')
    expect(() => graph.output('x', x)).toThrow('taken')
    expect(() => graph.input('', 'float32', [2])).toThrow('empty')
    expect(() => graph.constant([1, 2, 3], 'float32', [2])).toThrow(ShapeError)
  })

  it('never gives a value the name of an input', () => {
    const graph = new Graph()
    const x = graph.input('Add_0', 'float32', [2])
    expect(add(x, 1).name).not.toBe('Add_0')
  })

  it('reads lengths of symbols, products and sums at run time', async () => {
    const graph = new Graph()
    graph.input('x', 'float32', ['batch', 3, 'sequence'])
    graph.output(
      'lengths',
      graph.shapeTensor([7, 'batch', productOf(['batch', 'sequence', 2]), sumOf(['batch', 'sequence', 1])]),
    )
    const { lengths } = await run(writeOnnx(graph), { x: zeros(4, 3, 5) }, { optimized: false })
    expect(Array.from(lengths!.data, Number)).toEqual([7, 4, 40, 10])
  })

  it('refuses the length of a symbol that nothing has', () => {
    expect(() => new Graph().shapeTensor(['batch'])).toThrow(ArgumentError)
  })

  it('reshapes and expands to several symbols, which needs their run-time lengths', async () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['batch', 'sequence', 6])
    const y = graph.input('y', 'float32', [1, 6])
    const rows = reshape(x, [productOf(['batch', 'sequence']), 6])
    const repeated = expand(y, [productOf(['batch', 'sequence']), 6])
    graph.output('back', reshape(add(rows, repeated), ['sequence', 'batch', 2, 3]))
    const { back } = await run(writeOnnx(graph), { x: zeros(4, 5, 6), y: zeros(1, 6) }, { optimized: false })
    expect([...back!.shape]).toEqual([5, 4, 2, 3])
  })

  it('follows shapes that are calculated with ops, as in models of other libraries', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['batch', 'sequence', 6])
    const [batch, sequence] = [0, 1].map(axis => gather(shape(x), graph.constant([axis], 'int64')))
    const rows = graph.emit(
      reshapeOp,
      { data: x, shape: concat([mul(batch!, sequence!), graph.constant([6], 'int64')], 0) },
      {},
    ).reshaped
    expect(rows.shape).toEqual(['batch*sequence', 6])
    const flat = graph.emit(
      reshapeOp,
      { data: x, shape: reduceProd(shape(x), [0], { keepDimensions: true }) },
      {},
    ).reshaped
    expect(flat.shape).toEqual(['6*batch*sequence'])
  })

  it('refuses shapes that are not known while building', () => {
    const graph = new Graph()
    const shape = graph.input('shape', 'int64', [2])
    expect(() => graph.emit(reshapeOp, { data: graph.input('x', 'float32', [6]), shape }, {})).toThrow(UnsupportedError)
  })

  it('names both shapes that do not fit', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['batch', 3])
    expect(() => matmul(x, graph.input('w', 'float32', [4, 5]))).toThrow('cannot multiply [batch,3] by [4,5]')
    expect(() => add(x, graph.input('y', 'float32', ['other', 3]))).toThrow(ShapeError)
    expect(() => add(x, graph.input('z', 'int64', [3]))).toThrow('float32 with int64')
  })
})
