import { requireKnownOptions, type Dtype, type Tensor } from '@towerkit/core'
import { isFloat } from '../dtype.ts'
import { gradients } from '../gradients.ts'
import { Graph } from '../graph.ts'
import { lower } from '../lower.ts'
import { mul } from '../ops/mul.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import { createParameters, type Parameters } from '../parameters.ts'
import { removeDeadNodes } from '../remove-dead-nodes.ts'
import type { Value } from '../value.ts'
import { writeOnnx } from '../write-onnx.ts'
import type { RunModel } from './check-gradient.ts'

/** A tensor as golden files hold it: row-major, floats in double precision. */
export interface GoldenTensor {
  readonly shape: readonly number[]
  readonly data: readonly number[]
  readonly dtype?: 'int64' | 'bool'
}

/** What another library computed: the objective is Σ output · cotangent. */
export interface GoldenCase {
  /** Inputs that are no parameters, by name. */
  readonly inputs: Readonly<Record<string, GoldenTensor>>
  /** Parameters by their full names; an empty record for functions without. */
  readonly parameters: Readonly<Record<string, GoldenTensor>>
  readonly output: GoldenTensor
  readonly cotangent: GoldenTensor
  /** d(objective) by each floating input and each parameter. */
  readonly gradients: Readonly<Record<string, GoldenTensor>>
}

/** Options of `compareWithGolden`. */
export interface CompareOptions {
  readonly run: RunModel
  /**
   * 'float64' compares the formula, node by node as written; 'float32' the optimised kernels that serve. Default
   * 'float64'.
   */
  readonly dtype?: 'float64' | 'float32'
  /** Symbols to give the inputs instead of numbers, so that one graph is built for every length; by input. */
  readonly symbols?: Readonly<Record<string, readonly (string | number)[]>>
}

/**
 * Computes a golden case again, forward and backward, and gives the error of the output and of every gradient.
 *
 * @returns By name, max |a − b| / max |b|. So that a gradient that is zero up to rounding can be compared, its max |b|
 *   counts as at least 1/20 of that of the largest gradient.
 * @throws {Error} if the function requested other parameters than the golden case has.
 */
export async function compareWithGolden(
  build: (parameters: Parameters, inputs: Readonly<Record<string, Value>>) => Value,
  golden: GoldenCase,
  options: CompareOptions,
): Promise<Record<string, number>> {
  const {
    run,
    dtype = 'float64',
    symbols = {},
  } = requireKnownOptions('compareWithGolden', options, { run: true, dtype: true, symbols: true })
  const graph = new Graph()
  const inputs = Object.fromEntries(
    Object.entries(golden.inputs).map(([name, tensor]) => [
      name,
      graph.input(name, tensor.dtype ?? dtype, symbols[name] ?? tensor.shape),
    ]),
  )
  const parameters = createParameters(graph, { dtype })
  const output = build(parameters, inputs)
  requireSameNames(
    parameters.list().map(({ name }) => name),
    Object.keys(golden.parameters),
  )
  graph.output('output', output)
  const cotangent = graph.input('cotangent', dtype, output.shape)
  const targets = [
    ...Object.values(inputs).filter(value => isFloat(value.dtype)),
    ...parameters.list().map(({ value }) => value),
  ]
  gradients(reduceSum(mul(output, cotangent)), targets).forEach((gradient, i) =>
    graph.output(`gradient of ${targets[i]!.name}`, gradient),
  )

  const feeds = Object.fromEntries(
    [
      ...Object.entries(golden.inputs),
      ...Object.entries(golden.parameters),
      ['cotangent', golden.cotangent] as const,
    ].map(([name, tensor]) => [name, weightOf(tensor, dtype)]),
  )
  const results = await run(writeOnnx(removeDeadNodes(dtype === 'float64' ? lower(graph) : graph)), feeds, {
    optimized: dtype === 'float32',
  })
  const floor = Math.max(...Object.values(golden.gradients).map(largest)) / 20
  const errors = Object.entries(golden.gradients).map(([name, tensor]) => [
    `gradient of ${name}`,
    errorOf(name, results[`gradient of ${name}`], tensor, floor),
  ])
  return { output: errorOf('output', results['output'], golden.output, 0), ...Object.fromEntries(errors) }
}

/** The tensor in the element type of a run. */
function weightOf({ shape, data, dtype }: GoldenTensor, floating: 'float64' | 'float32'): Tensor {
  const type: Dtype = dtype ?? floating
  switch (type) {
    case 'int64':
      return { dtype: type, shape, data: BigInt64Array.from(data, BigInt) }
    case 'bool':
      return { dtype: type, shape, data: Uint8Array.from(data) }
    case 'float32':
      return { dtype: type, shape, data: Float32Array.from(data) }
    default:
      return { dtype: 'float64', shape, data: Float64Array.from(data) }
  }
}

function errorOf(name: string, result: Tensor | undefined, expected: GoldenTensor, floor: number): number {
  const { shape, data } = expected
  if (result === undefined || result.shape.join() !== shape.join())
    throw new Error(`compareWithGolden: ${name} is ${result ? `[${result.shape}]` : 'missing'}, expected [${shape}].`)
  // NaN must not pass: Math.max hands it on.
  return (
    data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - Number(result.data[i]))), 0) /
    Math.max(largest(expected), floor)
  )
}

function largest({ data }: GoldenTensor): number {
  return data.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0)
}

function requireSameNames(given: readonly string[], expected: readonly string[]): void {
  if (given.toSorted().join() !== expected.toSorted().join())
    throw new Error(
      `compareWithGolden: parameters ${given.toSorted().join(', ')}, expected ${expected.toSorted().join(', ')}.`,
    )
}
