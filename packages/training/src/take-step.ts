import type { BatchLoader } from './batch-loader.ts'
import { divergence, notFinite } from './divergence.ts'
import { addGradients, copyGradients, squaredNorm, type Gradients, type GradientStep } from './gradients.ts'
import type { RunTask } from './run-tasks.ts'
import type { SamplerState } from './sampler.ts'
import type { UpdateStep } from './update-step.ts'
import type { TrainedWeight } from './weights.ts'

/** The inputs of a step. */
export interface StepOptions {
  readonly weights: readonly TrainedWeight[]
  readonly loader: BatchLoader
  readonly stepOf: (task: RunTask) => GradientStep<unknown>
  readonly updateStep: UpdateStep
  readonly accumulate: number
  readonly clipNorm: number
  readonly seed: number
  /** Step of the last checkpoint, for messages. */
  readonly stored: () => number | undefined
  /** Called before the weights begin to change: what throws from here on leaves them half changed. */
  readonly onUpdate: (gradients: Gradients) => void
}

/** The results of a step. */
export interface StepResult {
  readonly task: string
  readonly loss: number
  readonly terms: Readonly<Record<string, number>>
  readonly termNorms: Readonly<Record<string, number>> | undefined
  readonly gradientNorm: number
  readonly examples: number
  readonly sampler: SamplerState
}

/**
 * Takes one step: gradients of its batches, clipped, then the optimiser's update and the buffers.
 *
 * @throws {DivergenceError} if the loss or a gradient is not finite; the weights are then as they were.
 */
export async function takeStep(
  step: number,
  learningRate: number,
  { weights, loader, stepOf, updateStep, accumulate, clipNorm, seed, stored, onUpdate }: StepOptions,
): Promise<StepResult> {
  let sum: Gradients | undefined
  let examples = 0
  let last: Awaited<ReturnType<BatchLoader['next']>> | undefined
  for (let i = 0; i < accumulate; i++) {
    last = await loader.next()
    examples += last.examples.length
    const gradients = await stepOf(last.task).compute(last.prepared, seed + step * accumulate + i)
    // The next batch is written over these gradients.
    if (sum) sum = addGradients(sum, gradients)
    else sum = accumulate > 1 ? copyGradients(gradients) : gradients
  }
  const gradients = sum!
  const gradientNorm = Math.sqrt(squaredNorm(gradients)) / accumulate
  const broken = notFinite(gradients, gradientNorm)
  if (broken) throw divergence(step, broken, stored())
  const scale = Math.min(1, clipNorm / (gradientNorm + 1e-6)) / accumulate
  onUpdate(gradients)
  await updateStep.apply(weights, gradients, { scale, step, learningRate })
  for (const { name, data } of weights) {
    const given = gradients.buffers[name]
    if (given) for (let i = 0; i < data.length; i++) data[i] = given.sum[i]! / given.count
  }
  return {
    task: last!.task.name,
    loss: gradients.loss / accumulate,
    terms: mapped(gradients.terms, value => value / accumulate),
    termNorms: gradients.termNorms && mapped(gradients.termNorms, value => Math.sqrt(value / accumulate)),
    gradientNorm,
    examples,
    sampler: last!.state,
  }
}

function mapped(numbers: Readonly<Record<string, number>>, of: (value: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, of(value)]))
}
