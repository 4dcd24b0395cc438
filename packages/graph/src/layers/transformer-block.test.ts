import { describe, expect, it } from 'vitest'
import {
  createParameters,
  decoderBlock,
  Graph,
  gradients,
  initialize,
  reduceSum,
  transformerBlock,
  writeOnnx,
  type DropoutOptions,
  type Parameters,
  type Value,
  type Tensor,
} from '../index.ts'
import { runModel as run } from '../testing/run-model.ts'

const width = 8
const float = (shape: readonly number[], element: (i: number) => number): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => element(i)),
})
const int64 = (shape: readonly number[], data: readonly number[]): Tensor => ({
  dtype: 'int64',
  shape,
  data: BigInt64Array.from(data, BigInt),
})

type Block = (
  parameters: Parameters,
  x: Value,
  options: {
    readonly heads: number
    readonly inner: number
    readonly mask?: Value | undefined
    readonly dropout?: DropoutOptions | undefined
  },
) => Value
interface RunOptions {
  readonly block?: Block
  readonly seed?: number
  readonly rate?: number
}

/** Runs one block on x [2, 3, width]; gives its output and d(Σ output)/dx. */
async function runBlock(
  mask: readonly number[] | undefined,
  { block = transformerBlock, seed, rate = 0 }: RunOptions = {},
) {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const x = graph.input('x', 'float32', ['batch', 'sequence', width])
  const dropout = seed === undefined ? undefined : { rate, seed: graph.input('seed', 'int64', []) }
  const y = block(parameters, x, {
    heads: 2,
    inner: 16,
    mask: mask && graph.input('mask', 'int64', ['batch', 'sequence']),
    dropout,
  })
  graph.output('y', y)
  graph.output('gradient', gradients(reduceSum(y), [x])[0]!)
  const feeds = {
    ...initialize(parameters, { seed: 1 }),
    x: float([2, 3, width], i => Math.sin(i)),
    ...(mask && { mask: int64([2, 3], mask) }),
    ...(seed !== undefined && { seed: int64([], [seed]) }),
  }
  const { y: output, gradient } = await run(writeOnnx(graph), feeds, { optimized: true })
  return { y: Array.from(output!.data, Number), gradient: Array.from(gradient!.data, Number) }
}

describe.each([
  ['transformerBlock', transformerBlock],
  ['decoderBlock', decoderBlock],
] as const)('%s', (_name, block) => {
  it('gives numbers for a sequence that is all padding', async () => {
    const { y, gradient } = await runBlock([1, 1, 1, 0, 0, 0], { block })
    expect([...y, ...gradient].every(Number.isFinite)).toBe(true)
  })

  it('does not see padding', async () => {
    const masked = await runBlock([1, 1, 1, 1, 1, 0], { block })
    const whole = await runBlock([1, 1, 1, 1, 1, 1], { block })
    const none = await runBlock(undefined, { block })
    expect(masked.y.slice(0, 3 * width)).toEqual(whole.y.slice(0, 3 * width))
    whole.y.forEach((value, i) => expect(value).toBeCloseTo(none.y[i]!, 5))
  })
})

describe('transformerBlock', () => {
  it('changes what a token sees when another one becomes padding', async () => {
    const masked = await runBlock([1, 1, 1, 1, 1, 0])
    const whole = await runBlock([1, 1, 1, 1, 1, 1])
    expect(masked.y.slice(3 * width, 4 * width)).not.toEqual(whole.y.slice(3 * width, 4 * width))
  })

  it('drops the same elements for the same seed, others for another, none at rate 0', async () => {
    const first = await runBlock(undefined, { seed: 1, rate: 0.5 })
    const again = await runBlock(undefined, { seed: 1, rate: 0.5 })
    const other = await runBlock(undefined, { seed: 2, rate: 0.5 })
    const none = await runBlock(undefined, { seed: 1, rate: 0 })
    const plain = await runBlock(undefined)
    expect(again).toEqual(first)
    expect(other.y).not.toEqual(first.y)
    expect(none).toEqual(plain)
  })

  it('computes the first rows as the whole block does, and only them', async () => {
    const first = async (rows: number | undefined) => {
      const { y } = await runBlock([1, 1, 1, 1, 1, 0], {
        block: (parameters, x, options) => transformerBlock(parameters, x, { ...options, rows }),
      })
      return y
    }
    const whole = await first(undefined)
    const one = await first(1)
    expect(one).toHaveLength(2 * width)
    one.forEach((value, i) => expect(value).toBeCloseTo(whole[i < width ? i : i - width + 3 * width]!, 5))
    const graph = new Graph()
    expect(() =>
      transformerBlock(createParameters(graph), graph.input('x', 'float32', ['batch', 'sequence', width]), {
        heads: 2,
        rows: 1,
        causal: true,
      }),
    ).toThrow(/1 rows of a causal block/)
  })

  it('refuses a width that does not divide into the heads', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['batch', 'sequence', 9])
    expect(() => transformerBlock(createParameters(graph), x, { heads: 2 })).toThrow(/2 heads/)
    expect(() =>
      transformerBlock(createParameters(graph), graph.input('z', 'float32', ['batch', 'sequence', 'width']), {
        heads: 2,
      }),
    ).toThrow(expect.objectContaining({ code: 'shape' }))
  })
})
