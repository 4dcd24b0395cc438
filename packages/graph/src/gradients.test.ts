import { describe, expect, it } from 'vitest'
import { ArgumentError, ShapeError, UnsupportedError } from '@towerkit/core'
import { gradients } from './gradients.ts'
import { Graph } from './graph.ts'
import type { Op } from './op.ts'
import { add } from './ops/add.ts'
import { argMax } from './ops/arg-max.ts'
import { cast } from './ops/cast.ts'
import { exp } from './ops/exp.ts'
import { gelu } from './ops/gelu.ts'
import { layerNormalization } from './ops/layer-normalization.ts'
import { matmul } from './ops/matmul.ts'
import { dynamicQuantizeLinear } from './ops/dynamic-quantize-linear.ts'
import { mul } from './ops/mul.ts'
import { reduceMax } from './ops/reduce-max.ts'
import { reduceSum } from './ops/reduce-sum.ts'
import { softmax } from './ops/softmax.ts'
import { stopGradient } from './ops/stop-gradient.ts'
import { tanh, tanhOp } from './ops/tanh.ts'
import { checkGradient } from './testing/check-gradient.ts'
import { runModel as run } from './testing/run-model.ts'
import type { Value } from './value.ts'
import { writeOnnx } from './write-onnx.ts'

/** Gradients of `build(x)` at the given point. */
async function gradientAt(x: readonly number[], build: (x: Value, graph: Graph) => Value): Promise<number[]> {
  const graph = new Graph()
  const input = graph.input('x', 'float32', [x.length])
  graph.output('dx', gradients(build(input, graph), [input])[0]!)
  const results = await run(
    writeOnnx(graph),
    { x: { dtype: 'float32', shape: [x.length], data: Float32Array.from(x) } },
    { optimized: true },
  )
  return Array.from(results['dx']!.data, Number)
}

describe('gradients', () => {
  it('adds up over all paths', async () => {
    expect(await gradientAt([1, -2, 3], x => reduceSum(add(mul(x, x), mul(x, 5))))).toEqual([7, 1, 11])
  })

  it('is zero where the output does not depend on the target', async () => {
    expect(await gradientAt([1, 2], (_, graph) => graph.constant(3, 'float32'))).toEqual([0, 0])
  })

  it('is one for the output itself', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [])
    expect(gradients(x, [x])[0]!.constant).toEqual(Float32Array.of(1))
  })

  it('ends at stopGradient, and only there', async () => {
    expect(await gradientAt([1, -2], x => reduceSum(mul(x, stopGradient(x))))).toEqual([1, -2])
    expect(await gradientAt([1, -2], x => reduceSum(stopGradient(exp(x))))).toEqual([0, 0])
  })

  it('shares the gradient of equal maxima', async () => {
    expect(await gradientAt([4, 1, 4, 0], x => reduceMax(x))).toEqual([0.5, 0, 0.5, 0])
  })

  it('starts from a seed', async () => {
    expect(
      await gradientAt([1, 2], x => {
        const seed = x.graph.constant([10, 100], 'float32')
        return reduceSum(gradients(mul(x, x), [x], { seed })[0]!)
      }),
    ).toEqual([20, 200])
  })

  it('has second derivatives: the Hessian times a direction is the difference of the gradient', async () => {
    const shapes = { x: [4, 6], weight: [6, 5], scale: [5], bias: [5], head: [5, 3] }
    const difference = await checkGradient(
      ({ x, weight, scale, bias, head }) => {
        const hidden = gelu(layerNormalization(matmul(x!, weight!), scale!, { bias: bias! }))
        const probabilities = softmax(matmul(hidden, head!))
        return gradients(reduceSum(mul(probabilities, tanh(probabilities))), [x!, weight!, scale!, bias!, head!])
      },
      { run, shapes },
    )
    expect(difference).toBeLessThan(1e-7)
  })

  it('refuses an output that is no scalar without a seed, and a seed of another shape', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2])
    expect(() => gradients(x, [x])).toThrow(ShapeError)
    expect(() => gradients(x, [x])).toThrow('[2]')
    expect(() => gradients(x, [x], { seed: graph.constant(1, 'float32') })).toThrow(ShapeError)
  })

  it('refuses targets that are whole numbers', () => {
    const graph = new Graph()
    const x = graph.input('x', 'int64', [2])
    expect(() => gradients(reduceSum(cast(x, 'float32')), [x])).toThrow(ArgumentError)
  })

  it('names the op without a gradient, but only if it is on the way', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [3])
    const { y, scale } = dynamicQuantizeLinear(x)
    expect(() => gradients(scale, [x])).toThrow(UnsupportedError)
    expect(() => gradients(scale, [x])).toThrow(y.name)
    const chosen = cast(argMax(x), 'float32')
    expect(gradients(reduceSum(mul(x, chosen)), [x])).toHaveLength(1)
  })

  it('refuses a rule that gives another shape', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2, 3])
    const wrong: Op<'input', 'output'> = { ...tanhOp, gradient: ({ grad }) => ({ input: reduceSum(grad.output) }) }
    const y = reduceSum(graph.emit(wrong, { input: x }, {}).output)
    expect(() => gradients(y, [x])).toThrow('Tanh')
  })
})
