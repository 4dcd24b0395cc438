import { describe, expect, it } from 'vitest'
import type { Dimension } from '../dimension.ts'
import { gradients } from '../gradients.ts'
import { Graph } from '../graph.ts'
import { runModel as run } from '../testing/run-model.ts'
import { writeOnnx } from '../write-onnx.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'
import { slice, type SliceOptions } from './slice.ts'

const elements = [0, 1, 2, 3, 4, 5]

/** The part, and d(Σ part²)/dx, of the vector 0 to 5 beside a tensor of length 2 called k. */
async function cut(length: Dimension, options: SliceOptions) {
  const graph = new Graph()
  const x = graph.input('x', 'float32', [length])
  graph.input('other', 'float32', ['k'])
  const part = slice(x, options)
  graph.output('part', part)
  graph.output('gradient', gradients(reduceSum(mul(part, part)), [x])[0]!)
  const feeds = {
    x: { dtype: 'float32', shape: [6], data: Float32Array.from(elements) },
    other: { dtype: 'float32', shape: [2], data: new Float32Array(2) },
  } as const
  const results = await run(writeOnnx(graph), feeds, { optimized: true })
  return { shape: part.shape, part: [...results['part']!.data], gradient: [...results['gradient']!.data] }
}

describe('slice', () => {
  it.each<[SliceOptions, Dimension]>([
    [{ start: 1 }, '(n+-1)'],
    [{ start: 2, end: 4 }, 2],
    [{ start: -2 }, 2],
    [{ end: -1 }, '(n+-1)'],
    [{ start: -4, end: -1 }, 3],
    [{ start: 1, end: 6, step: 2 }, 3],
    [{ step: -1 }, 'n'],
    [{ end: 'k' }, 'k'],
    [{ end: 'n' }, 'n'],
  ])('%o of a symbolic axis is what it is of a numeric one, with its gradient', async (options, length) => {
    const [open, fixed] = await Promise.all([
      cut('n', options),
      cut(6, { ...options, ...(options.end === 'n' && { end: 6 }) }),
    ])
    expect(open.shape).toEqual([length])
    expect({ ...open, shape: [] }).toEqual({ ...fixed, shape: [] })
    const {
      start,
      end,
      step = 1,
    } = { ...options, ...(options.end === 'k' && { end: 2 }), ...(options.end === 'n' && { end: 6 }) } as {
      start?: number
      end?: number
      step?: number
    }
    const expected = step < 0 ? elements.toReversed() : elements.slice(start, end).filter((_, i) => i % step === 0)
    expect(open.part).toEqual(expected)
    expect(open.gradient).toEqual(elements.map(element => (expected.includes(element) ? 2 * element : 0)))
  })
})
