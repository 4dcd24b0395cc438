import { readFileSync } from 'node:fs'
import { linear, mul, reduceMean, reduceSum, sub, tanh, type Loss, type Tower, type Tensor } from '@towerkit/graph'
import type { Optimizer } from '../optimizer.ts'
import { linearSchedule } from '../schedule.ts'
import { train } from '../train.ts'

interface GoldenTensor {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}
interface GoldenRun {
  readonly optimizer: string
  readonly options: Readonly<Record<string, unknown>>
  readonly losses: readonly number[]
  readonly gradientNorms: readonly number[]
  readonly weights: Readonly<Record<string, GoldenTensor>>
}
interface Golden {
  readonly steps: number
  readonly warmUp: number
  readonly clipNorm: number
  readonly inputs: readonly number[][]
  readonly targets: readonly number[][]
  readonly weights: Readonly<Record<string, GoldenTensor>>
  readonly cases: readonly GoldenRun[]
}

const golden = JSON.parse(readFileSync(new URL('../__golden__/optimizers.json', import.meta.url), 'utf8')) as Golden

/** torch's runs of one optimiser, each with a name for its test. */
export function goldenRuns(optimizer: string): [string, GoldenRun][] {
  return golden.cases.filter(run => run.optimizer === optimizer).map(run => [JSON.stringify(run.options), run])
}

/**
 * The golden network, trained here: the largest error of losses, norms and final weights, each relative to its largest
 * number.
 */
export async function errorsAgainstTorch(
  optimizer: Optimizer,
  { losses, gradientNorms, weights }: GoldenRun,
): Promise<Record<string, number>> {
  const tower = goldenTower()
  const norms: number[] = []
  const result = await train({
    model: { tower: column => (column === 'input' ? (tower as Tower<unknown>) : undefined) },
    data: golden.inputs.map((input, i) => ({ input, target: golden.targets[i]! })),
    loss: squaredDistance,
    optimizer,
    schedule: linearSchedule({ warmUp: golden.warmUp }),
    steps: golden.steps,
    batchSize: golden.inputs.length,
    clipNorm: golden.clipNorm,
    session: { threads: 1 },
    onProgress: ({ gradientNorm }) => norms.push(gradientNorm),
  })
  const errors = Object.entries(weights).map(([name, { data }]) => [
    name,
    errorOf(tower.weights[name]!.data as Float32Array, data),
  ])
  return {
    losses: errorOf(result.losses, losses),
    gradientNorms: errorOf(norms, gradientNorms),
    ...Object.fromEntries(errors),
  }
}

const squaredDistance: Loss = {
  name: 'squared distance',
  columns: { input: 'embedding', target: 'vector' },
  source: 'test',
  compute: ({ input, target }) => {
    const difference = sub(input!, target!)
    return reduceMean(reduceSum(mul(difference, difference), [1]))
  },
}

function goldenTower(): Tower<readonly number[]> {
  const width = golden.inputs[0]!.length
  const [hidden, dimensions] = [golden.weights['hidden.bias']!, golden.weights['output.bias']!].map(
    ({ shape }) => shape[0]!,
  ) as [number, number]
  return {
    name: 'network',
    outputs: { embedding: ['batch', dimensions] },
    inputs: { x: { dtype: 'float32', shape: ['batch', width] } },
    weights: Object.fromEntries(
      Object.entries(golden.weights).map(([name, { shape, data }]): [string, Tensor] => [
        name,
        { dtype: 'float32', shape, data: Float32Array.from(data) },
      ]),
    ),
    collate: inputs => ({
      x: { dtype: 'float32', shape: [inputs.length, width], data: Float32Array.from(inputs.flat()) },
    }),
    build: (parameters, { x }) => ({
      embedding: linear(parameters.at('output'), tanh(linear(parameters.at('hidden'), x!, hidden)), dimensions),
    }),
  }
}

function errorOf(actual: ArrayLike<number>, expected: readonly number[]): number {
  // NaN must not pass: Math.max hands it on.
  return Math.max(...expected.map((value, i) => Math.abs(actual[i]! - value))) / Math.max(...expected.map(Math.abs))
}
