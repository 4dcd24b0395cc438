import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { AbortedError, ArgumentError, DivergenceError, TowerkitError } from '@towerkit/core'
import type { Loss, Weight } from '@towerkit/graph'
import type { SessionOptions } from '@towerkit/runtime'
import { restoreCheckpoint, saveCheckpoint, type CheckpointOptions } from './checkpoint.ts'
import { cachedGradients } from './gradient-cache.ts'
import { addGradients, copyGradients, squaredNorm, type Gradients, type GradientStep } from './gradients.ts'
import type { NamePattern } from './name-pattern.ts'
import type { Optimizer } from './optimizer.ts'
import { plainGradients } from './plain-gradients.ts'
import type { Sampler } from './sampler.ts'
import { constantSchedule, type Schedule } from './schedule.ts'
import { shuffledSampler } from './shuffled-sampler.ts'
import { streamSampler } from './stream-sampler.ts'
import { columnsOf, towersOf, type Example, type Trainable } from './towers.ts'
import { createUpdateStep } from './update-step.ts'
import { evaluationHistory, type Evaluation, type EvaluationOptions } from './evaluation.ts'
import { weightAverages, type AverageOptions } from './weight-averages.ts'
import { trainedWeights, type RateRule } from './weights.ts'

/** State of a run after a step. */
export interface TrainingProgress {
  /** Steps done, of `steps`. */
  readonly step: number
  readonly steps: number
  /** Loss of this step's batch, averaged over accumulated batches. */
  readonly loss: number
  /** Root of the sum of squares of all gradients, before clipping. */
  readonly gradientNorm: number
  readonly learningRate: number
  /** Examples per second since the run was started or resumed. */
  readonly examplesPerSecond: number
  readonly remainingMs: number
}

/** Options of `train`. */
export interface TrainOptions {
  readonly model: Trainable
  /** Examples, or batches drawn by a sampler. An array is shuffled; any other iterable is read in its own order. */
  readonly data: readonly Example[] | Iterable<Example> | AsyncIterable<Example> | Sampler
  readonly loss: Loss
  readonly optimizer: Optimizer
  readonly steps: number
  /** Examples in a batch, where `data` is not a sampler. Default 32. */
  readonly batchSize?: number
  /** Default: constant. */
  readonly schedule?: Schedule
  /** Largest norm of all gradients together; larger ones are scaled down to it. Default 1; Infinity for none. */
  readonly clipNorm?: number
  /** Batches whose gradients are averaged in one step. Default 1. */
  readonly accumulate?: number
  /** Inputs that are in memory at once, for batches of any size (the gradient cache). Default: the whole batch. */
  readonly chunkSize?: number
  /** Source of all randomness. Default 0. */
  readonly seed?: number
  /**
   * Weights that stay as they are, by patterns of their names `tower.parameter`. Default: none, and those that a tower
   * freezes itself.
   */
  readonly freeze?: readonly NamePattern[]
  /** Learning rates of their own, as factors; the last rule that fits a weight counts. See `layerwiseRates`. */
  readonly learningRates?: readonly RateRule[]
  /**
   * Follows the weights with a moving average, and leaves the averaged weights in the model at the end. Evaluations see
   * the averaged ones.
   */
  readonly average?: AverageOptions
  /** Scores the model as it is trained: to watch it, to stop early, to keep the best weights. */
  readonly evaluation?: EvaluationOptions
  /** Folder or options. If it holds checkpoints of this very run, the run goes on where they end. */
  readonly checkpoints?: string | CheckpointOptions
  readonly onProgress?: (progress: TrainingProgress) => void
  /** Told of what went wrong and did not stop the run. Default: a Node.js process warning. */
  readonly onWarning?: (message: string) => void
  /** Stops the run after the current step. */
  readonly signal?: AbortSignal
  /** Threads and device. */
  readonly session?: SessionOptions
}

/** What a finished run tells. The trained weights are in the model. */
export interface TrainResult {
  /** Loss of each step done here: without those before a resumed checkpoint. */
  readonly losses: readonly number[]
  /** Of this run, in the order of their steps, those before a resumed checkpoint too. */
  readonly evaluations: readonly Evaluation[]
  /** Number of the last step taken: fewer than `steps` if the run stopped early. */
  readonly steps: number
  /** What the loss learned along, such as a temperature or a projection, by name. */
  readonly lossParameters: Readonly<Record<string, number | Weight>>
}

/**
 * Trains the towers of a model in place.
 *
 * Killed and started again with the same arguments and a checkpoint folder, it ends with the same weights to the bit.
 *
 * @throws {DivergenceError} if the loss or a gradient is not finite (the step is then not taken), or a weight when it
 *   is stored. Checkpoints hold finite weights only.
 * @throws {AbortedError} if the signal fires; the position is stored first where there is a checkpoint folder.
 * @throws {ArgumentError | DataError | ShapeError} if model, data and loss do not fit.
 *
 * @example
 * await train({ model: encoder, data: pairs, loss: infoNce(), optimizer: adamW({ learningRate: 2e-5 }), steps: 1000 })
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const {
    model,
    loss,
    optimizer,
    steps,
    batchSize = 32,
    schedule = constantSchedule(),
    clipNorm = 1,
    accumulate = 1,
    chunkSize,
    seed = 0,
    onProgress,
    signal,
    session = {},
  } = options
  requirePositive({ steps, batchSize, accumulate, ...(chunkSize !== undefined && { chunkSize }) })
  if (!(clipNorm > 0))
    throw new ArgumentError(`train: clipNorm is ${clipNorm}. Give a number above 0, or Infinity.`, { clipNorm })
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ArgumentError(`train: seed is ${seed}. Give a whole number of at least 0.`, { seed })
  const onWarning = options.onWarning ?? (message => process.emitWarning(message))
  const checkpoints = typeof options.checkpoints === 'string' ? { folder: options.checkpoints } : options.checkpoints

  const sampler = samplerOf(options.data, batchSize, seed)
  const start = sampler.state()
  const [example] = await sampler.next()
  await sampler.restore(start)
  const columns = columnsOf(model, loss, example!)
  const towers = towersOf(columns)
  const weights = trainedWeights(columns, loss, optimizer, {
    freeze: options.freeze ?? [],
    rates: options.learningRates ?? [],
  })
  const averages = weightAverages(weights, options.average)
  const evaluations = evaluationHistory(weights, options.evaluation)
  const extra = { ...averages.tensors, ...evaluations.tensors }
  const run = fingerprint({
    weights: weights.map(({ name, shape, rate, isTrained, data }) => [
      name,
      shape,
      rate,
      isTrained || crc32(bytesOf(data)),
    ]),
    average: options.average,
    evaluation: options.evaluation && { ...options.evaluation, run: undefined },
    loss: [loss.name, loss.options],
    optimizer: [optimizer.name, optimizer.options],
    schedule: sampledSchedule(schedule, steps),
    steps,
    batchSize,
    clipNorm,
    accumulate,
    chunkSize,
    seed,
  })
  const restored =
    checkpoints && (await restoreCheckpoint(weights, { folder: checkpoints.folder, run, onWarning, extra }))
  if (restored) {
    await sampler.restore(restored.sampler)
    evaluations.restore(restored.evaluations)
    for (const tower of towers) tower.updated?.()
  }

  await using gradientStep =
    chunkSize === undefined
      ? await plainGradients(columns, weights, loss, example!, session)
      : await cachedGradients(columns, weights, loss, example!, { ...session, chunkSize })
  await using updateStep = await createUpdateStep(optimizer, session)

  const losses: number[] = []
  const first = restored?.step ?? 0
  const startedAt = performance.now()
  let examples = 0
  let stored = first

  const store = async (step: number) => {
    if (!checkpoints || stored === step) return
    const broken = weights.find(
      ({ isTrained, data, state }) =>
        isTrained && ![data, ...Object.values(state)].every(values => values.every(Number.isFinite)),
    )
    if (broken)
      throw diverged(
        step,
        `the weight "${broken.name}" or the optimiser's state for it is not finite after the update`,
        stored,
      )
    try {
      await saveCheckpoint(
        weights,
        { step, sampler: sampler.state(), evaluations: evaluations.history },
        { ...checkpoints, run, extra },
      )
      stored = step
    } catch (error) {
      if (!TowerkitError.is(error, 'data')) throw error
      onWarning(
        `train: the checkpoint of step ${step} could not be written (${error.message}) The run goes on; the ` +
          'checkpoint before it is kept.',
      )
    }
  }

  let last = first
  for (let step = first + 1; step <= steps && !evaluations.hasStopped(); step++) {
    if (signal?.aborted) {
      await store(step - 1)
      throw new AbortedError(`train: stopped by the caller after step ${step - 1} of ${steps}.`, {
        step: step - 1,
        cause: signal.reason,
      })
    }
    const { gradients, count } = await accumulated(gradientStep, sampler, {
      accumulate,
      seed: seed + step * accumulate,
    })
    examples += count
    const value = gradients.loss / accumulate
    const gradientNorm = Math.sqrt(squaredNorm(gradients)) / accumulate
    if (!Number.isFinite(value) || !Number.isFinite(gradientNorm))
      throw diverged(step, whatIsNotFinite(value, gradients), checkpoints && stored)
    const learningRate = optimizer.learningRate * schedule(step, steps)
    const scale = Math.min(1, clipNorm / (gradientNorm + 1e-6)) / accumulate
    await updateStep.apply(weights, gradients, { scale, step, learningRate })
    averages.update(step)
    for (const tower of towers) tower.updated?.()

    last = step
    losses.push(value)
    const elapsedMs = performance.now() - startedAt
    onProgress?.({
      step,
      steps,
      loss: value,
      gradientNorm,
      learningRate,
      examplesPerSecond: (examples / elapsedMs) * 1000,
      remainingMs: (elapsedMs / (step - first)) * (steps - step),
    })
    if (evaluations.isDue(step, steps)) {
      await averages.inPlace(async () => {
        for (const tower of towers) tower.updated?.()
        await evaluations.evaluate(step)
      })
      for (const tower of towers) tower.updated?.()
    }
    if (step === steps || step % (checkpoints?.every ?? 100) === 0 || evaluations.hasStopped()) await store(step)
  }
  averages.finish()
  evaluations.finish()
  for (const tower of towers) tower.updated?.()
  return {
    losses,
    evaluations: evaluations.history,
    steps: last,
    lossParameters: Object.fromEntries(
      weights
        .filter(({ name }) => name.startsWith('loss.'))
        .map(({ name, shape, data }) => [
          name.slice('loss.'.length),
          shape.length === 0 ? data[0]! : { dtype: 'float32' as const, shape, data },
        ]),
    ),
  }
}

async function accumulated(
  step: GradientStep,
  sampler: Sampler,
  { accumulate, seed }: { readonly accumulate: number; readonly seed: number },
): Promise<{ gradients: Gradients; count: number }> {
  let batch = await sampler.next()
  let count = batch.length
  let gradients = await step.compute(batch, seed)
  // The next batch is written over these gradients.
  if (accumulate > 1) gradients = copyGradients(gradients)
  for (let i = 1; i < accumulate; i++) {
    batch = await sampler.next()
    count += batch.length
    gradients = addGradients(gradients, await step.compute(batch, seed + i))
  }
  return { gradients, count }
}

function samplerOf(data: TrainOptions['data'], batchSize: number, seed: number): Sampler {
  if ('next' in data && 'restore' in data) return data
  return Array.isArray(data)
    ? shuffledSampler(data, { batchSize, seed })
    : streamSampler(data as Iterable<Example>, { batchSize })
}

function whatIsNotFinite(loss: number, { tensors }: Gradients): string {
  const tensor = Object.keys(tensors).find(name => !tensors[name]!.every(Number.isFinite))
  return Number.isFinite(loss) ? `the gradient of "${tensor}" is not finite` : `the loss is ${loss}`
}

function diverged(step: number, what: string, stored: number | undefined): DivergenceError {
  const last =
    stored === undefined
      ? 'There are no checkpoints.'
      : stored === 0
        ? 'No checkpoint was stored yet.'
        : `The last good checkpoint is that of step ${stored}.`
  return new DivergenceError(
    `train: at step ${step} ${what}. ${last} Lower the learning rate, or clip the gradients more.`,
    { step, checkpoint: stored },
  )
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function requirePositive(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isInteger(value) || value < 1)
      throw new ArgumentError(`train: ${name} is ${value}. Give a whole number of at least 1.`, { [name]: value })
  }
}

/** A schedule is a function: some of its values stand for it. */
function sampledSchedule(schedule: Schedule, steps: number): number[] {
  return Array.from({ length: 17 }, (_, i) => schedule(Math.max(1, Math.round((i / 16) * steps)), steps))
}

function fingerprint(settings: unknown): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex')
}
