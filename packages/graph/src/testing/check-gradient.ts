import { requireKnownOptions, seededRandom, type Tensor } from '@towerkit/core'
import { isStatic } from '../dimension.ts'
import { isFloat } from '../dtype.ts'
import { gradients } from '../gradients.ts'
import { Graph } from '../graph.ts'
import { lower } from '../lower.ts'
import { cast } from '../ops/cast.ts'
import { mul } from '../ops/mul.ts'
import { add } from '../ops/add.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import type { Value } from '../value.ts'
import { writeOnnx } from '../write-onnx.ts'

/** Runs a model on feeds and returns its outputs. `optimized` false means the graph runs node by node, as written. */
export type RunModel = (
  model: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
  options: { readonly optimized: boolean },
) => Promise<Readonly<Record<string, Tensor>>>

/** Options of `checkGradient`. */
export interface CheckGradientOptions {
  readonly run: RunModel
  /** Shapes of the inputs to differentiate by. */
  readonly shapes: Readonly<Record<string, readonly number[]>>
  /** Range of the drawn inputs. Default [-1, 1]. */
  readonly range?: readonly [low: number, high: number]
  /** Default 1. */
  readonly seed?: number
  /** 'float64' checks the formula, 'float32' the kernels that serve. Default 'float64'. */
  readonly dtype?: 'float64' | 'float32'
}

/**
 * Compares the gradient of a graph with the central difference along one random direction:
 * ⟨∇f(x), t⟩ ≈ (f(x + εt) − f(x − εt)) / 2ε, with f = Σ outputs · random weights.
 *
 * In float32 the difference is still taken in float64 (the same formula without rounding), so that the fused kernels
 * of the gradient are what is checked.
 *
 * @param build Builds the outputs from the inputs; all their floating outputs take part.
 * @returns |analytic − numeric| / max(1, |numeric|)
 *
 * @see JAX's check_grads, which projects in the same way.
 */
export async function checkGradient(
  build: (inputs: Readonly<Record<string, Value>>, graph: Graph) => readonly Value[],
  options: CheckGradientOptions,
): Promise<number> {
  requireKnownOptions('checkGradient', options, { run: true, shapes: true, range: true, seed: true, dtype: true })
  const { run, shapes, range: [low, high] = [-1, 1], seed = 1, dtype = 'float64' } = options
  const random = seededRandom(seed)
  const draw = (shape: readonly number[], from: number, to: number) =>
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => from + (to - from) * random())
  const points = Object.entries(shapes).map(([name, shape]) => ({
    name,
    shape,
    x: draw(shape, low, high),
    direction: draw(shape, -1, 1),
  }))

  const epsilon = 1e-5
  const objective = objectiveModel(build, shapes, 'float64', seed, false)
  const at = async (step: number) => {
    const feeds = Object.fromEntries(
      points.map(({ name, shape, x, direction }) => [
        name,
        { dtype: 'float64' as const, shape, data: x.map((value, i) => value + step * direction[i]!) },
      ]),
    )
    return Number((await run(objective, feeds, { optimized: false }))['objective']!.data[0])
  }
  const numeric = ((await at(epsilon)) - (await at(-epsilon))) / (2 * epsilon)

  const feeds = Object.fromEntries(
    points.map(({ name, shape, x }) => [name, { dtype, shape, data: dtype === 'float64' ? x : Float32Array.from(x) }]),
  )
  const results = await run(objectiveModel(build, shapes, dtype, seed, true), feeds, { optimized: dtype === 'float32' })
  const analytic = points.reduce(
    (sum, { name, direction }) =>
      sum + direction.reduce((inner, t, i) => inner + t * Number(results[`gradient of ${name}`]!.data[i]), 0),
    0,
  )
  return Math.abs(analytic - numeric) / Math.max(1, Math.abs(numeric))
}

function objectiveModel(
  build: (inputs: Readonly<Record<string, Value>>, graph: Graph) => readonly Value[],
  shapes: CheckGradientOptions['shapes'],
  dtype: 'float64' | 'float32',
  seed: number,
  backward: boolean,
): Uint8Array {
  const graph = new Graph()
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, graph.input(name, dtype, shape)]),
  )
  const random = seededRandom(seed + 1)
  const objective = build(inputs, graph)
    .filter(value => isFloat(value.dtype))
    .map(value => {
      if (!isStatic(value.shape))
        throw new Error(`checkGradient: the output [${value.shape}] has symbols. Build it with numbers.`)
      const weights = Array.from({ length: value.shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1)
      return cast(reduceSum(mul(value, graph.constant(weights, value.dtype, value.shape))), dtype)
    })
    .reduce((sum, value) => add(sum, value))
  graph.output('objective', objective)
  if (backward)
    gradients(objective, Object.values(inputs)).forEach((gradient, i) =>
      graph.output(`gradient of ${Object.keys(inputs)[i]}`, gradient),
    )
  return writeOnnx(dtype === 'float64' ? lower(graph) : graph)
}
