import { describe, expect, it } from 'vitest'
import { expand, Graph, gradients, reduceSum, softmax, writeOnnx, type Value } from '../index.ts'
import { runModel as run } from '../testing/run-model.ts'
import { attend } from './attend.ts'
import { attentionMask } from './attention-mask.ts'
import { causalMask } from './causal-mask.ts'
import { crossEntropy } from './cross-entropy.ts'
import { l2Normalize } from './l2-normalize.ts'
import { meanPooling } from './mean-pooling.ts'
import { paddingMask, switchedOff } from './padding-mask.ts'
import { rotaryPositions } from './rotary-positions.ts'

/** Runs what `build` gives on a mask [2, 3] of which the second row is all padding. */
async function onMask(build: (mask: Value, graph: Graph) => Value): Promise<number[]> {
  const graph = new Graph()
  graph.output('y', build(graph.input('mask', 'int64', ['batch', 'sequence']), graph))
  const { y } = await run(
    writeOnnx(graph),
    { mask: { dtype: 'int64', shape: [2, 3], data: BigInt64Array.of(1n, 1n, 0n, 0n, 0n, 0n) } },
    { optimized: true },
  )
  return Array.from(y!.data, Number)
}

describe('masks', () => {
  it('switch off padding', async () => {
    expect(await onMask(mask => paddingMask(mask, 'float32'))).toEqual([
      0,
      0,
      switchedOff,
      switchedOff,
      switchedOff,
      switchedOff,
    ])
  })

  it('switch off what comes later', async () => {
    expect(await onMask((mask, graph) => causalMask(graph, mask.shape[1]!, 'float32'))).toEqual([
      0,
      switchedOff,
      switchedOff,
      0,
      0,
      switchedOff,
      0,
      0,
      0,
    ])
  })

  it('are one term together, and none without a reason', async () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['batch', 'sequence', 4])
    expect(attentionMask(x, {})).toBeUndefined()
    expect(
      attentionMask(x, { causal: true, mask: graph.input('mask', 'int64', ['batch', 'sequence']) })!.shape,
    ).toEqual(['batch', 1, 'sequence', 'sequence'])
  })

  it('leave a softmax of numbers where everything is switched off', async () => {
    const weights = await onMask(mask => softmax(paddingMask(mask, 'float32')))
    expect(weights).toEqual([0.5, 0.5, 0, expect.closeTo(1 / 3, 6), expect.closeTo(1 / 3, 6), expect.closeTo(1 / 3, 6)])
  })

  it('give zeros where there is nothing to pool', async () => {
    expect(
      await onMask((mask, graph) => meanPooling(expand(graph.constant([2, 4], 'float32'), [...mask.shape, 2]), mask)),
    ).toEqual([2, 4, 0, 0])
  })

  it('are refused in other shapes', () => {
    const graph = new Graph()
    expect(() => paddingMask(graph.input('mask', 'int64', [2, 1, 3]), 'float32')).toThrow(
      expect.objectContaining({ code: 'shape' }),
    )
  })
})

describe('composites', () => {
  it('give a finite gradient for zero vectors', async () => {
    const graph = new Graph()
    const x = graph.constant([0, 0, 3, 4], 'float32', [2, 2])
    graph.output('y', l2Normalize(x))
    graph.output('gradient', gradients(reduceSum(l2Normalize(x)), [x])[0]!)
    const { y, gradient } = await run(writeOnnx(graph), {}, { optimized: false })
    expect(Array.from(y!.data, Number)).toEqual([0, 0, expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)])
    expect(Array.from(gradient!.data, Number).every(Number.isFinite)).toBe(true)
  })

  it('refuse shapes that do not fit', () => {
    const graph = new Graph()
    const heads = (name: string, count: number) => graph.input(name, 'float32', ['batch', count, 'sequence', 4])
    const shape = expect.objectContaining({ code: 'shape' })
    expect(() => attend({ query: heads('query', 3), key: heads('key', 2), value: heads('value', 2) })).toThrow(shape)
    expect(() =>
      crossEntropy(graph.input('logits', 'float32', ['n', 3]), graph.input('labels', 'int64', ['m'])),
    ).toThrow(shape)
    expect(() => rotaryPositions(graph.input('positions', 'int64', ['sequence']), { width: 3 })).toThrow(
      expect.objectContaining({ code: 'argument' }),
    )
  })
})
