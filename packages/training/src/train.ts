import { AbortedError, requireKnownOptions, TowerkitError } from '@towerkit/core'
import { batchLoader } from './batch-loader.ts'
import { checkpointOptions } from './checkpoint-options.ts'
import { evaluationHistory } from './evaluation.ts'
import { progressWatch } from './progress-watch.ts'
import { runOptionNames } from './run-option-names.ts'
import { runSettings } from './run-settings.ts'
import { resumeRun } from './resume-run.ts'
import { runStore, type FinishedStep } from './run-store.ts'
import { requireTrainOptions } from './require-train-options.ts'
import { runTasks } from './run-tasks.ts'
import { constantSchedule } from './schedule.ts'
import { storedWeights } from './stored-weights.ts'
import { takeStep } from './take-step.ts'
import { towersOf } from './task-columns.ts'
import { taskGradients } from './task-gradients.ts'
import type { TrainOptions, TrainResult } from './train-options.ts'
import { touchRows } from './touched-rows.ts'
import { unreadFields } from './unread-fields.ts'
import { createUpdateStep } from './update-step.ts'
import { weightAverages } from './weight-averages.ts'
import { trainedLossParameters } from './trained-loss-parameters.ts'
import { trainedWeights } from './weights.ts'

/**
 * Trains the towers of a model in place, by one loss over one data set or by several tasks, of which each step draws
 * one.
 *
 * Killed and started again with the same arguments and a checkpoint folder, it ends with the same weights to the bit.
 * However a run ends, it first stores the last finished step if there is a checkpoint folder.
 *
 * @throws {DivergenceError} if the loss or a gradient is not finite (the step is then not taken), or a weight that is
 *   stored.
 * @throws {AbortedError} if the signal fires.
 * @throws {ArgumentError | DataError | ShapeError} if model, data and loss do not fit, or the folder holds another run.
 *
 * @example
 * await train({ model: encoder, data: pairs, loss: infoNce(), optimizer: adamW({ learningRate: 2e-5 }), steps: 1000 })
 *
 * @example
 * const tasks = [
 *   { name: 'titles', data: titles, loss: infoNce() },
 *   { name: 'scores', data: scored, loss: coSent(), weight: 0.5 },
 * ]
 * await train({ model: encoder, tasks, optimizer: adamW({ learningRate: 2e-5 }), steps: 1000 })
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  requireKnownOptions('train', options, { ...runOptionNames, model: true, data: true, loss: true, tasks: true })
  const { optimizer, steps, schedule = constantSchedule(), clipNorm = 1, accumulate = 1, seed = 0, signal } = options
  const { batchSize = 32, chunkSize, preparedAtOnce = 8, session = {} } = options
  const counts = { steps, batchSize, accumulate, preparedAtOnce, ...(chunkSize !== undefined && { chunkSize }) }
  requireTrainOptions({ counts, clipNorm, seed, rates: options.learningRates })
  const onWarning = options.onWarning ?? (message => process.emitWarning(message))
  const checkpoints = checkpointOptions(options.checkpoints)

  const tasks = runTasks(options, { batchSize, seed, onWarning })
  const towers = towersOf(tasks)
  const updated = () => {
    for (const tower of towers) tower.updated?.()
  }
  const weights = trainedWeights(tasks, optimizer, { freeze: options.freeze ?? [], rates: options.learningRates ?? [] })
  const averages = weightAverages(weights, options.average)
  const evaluations = evaluationHistory(weights, options.evaluation)
  const parts = [storedWeights(weights), averages, evaluations]

  const gradientOptions = { ...session, atOnce: preparedAtOnce, termNorms: options.termNorms ?? false, chunkSize }
  await using gradientSteps = taskGradients(tasks, weights, gradientOptions)
  const { stepOf } = gradientSteps
  await using updateStep = await createUpdateStep(optimizer, session)
  await using loader = batchLoader(tasks, { accumulate, seed, stepOf, onBatch: unreadFields(onWarning) })

  const run = runSettings({
    weights,
    tasks: tasks.map(({ name, weight, loss }) => ({ name, weight, loss: [loss.name, loss.options] })),
    data: checkpoints && (await loader.describe()),
    average: options.average,
    evaluation: options.evaluation && { ...options.evaluation, run: undefined },
    optimizer: [optimizer.name, optimizer.options],
    prompts: options.prompts ?? true,
    ...{ schedule, steps, batchSize, clipNorm, accumulate, chunkSize, seed },
  })
  const { folder } = checkpoints ?? {}
  const resumed = await resumeRun({ folder, run, parts, evaluations, loader, steps, onWarning })
  if (resumed.isResumed) updated()
  const first = resumed.step
  const store = runStore(parts, { checkpoints, run, evaluations: evaluations.history, first, onWarning })
  const watch = progressWatch({ steps, first, onWarning, onProgress: options.onProgress })

  const evaluate = async (step: number) => {
    await averages.inPlace(step, async () => {
      updated()
      await evaluations.evaluate(step)
    })
    updated()
  }
  // What stopped the run may have been this evaluation.
  if (resumed.isResumed && evaluations.isDue(first, steps) && !evaluations.history.some(({ step }) => step === first))
    await evaluate(first)

  const losses: number[] = []
  let finished: FinishedStep = resumed
  let isWhole = true
  try {
    for (let step = first + 1; step <= steps && !evaluations.hasStopped(); step++) {
      signal?.throwIfAborted()
      const learningRate = optimizer.learningRate * schedule(step, steps)
      const result = await takeStep(step, learningRate, {
        ...{ weights, loader, stepOf, updateStep, accumulate, clipNorm, seed },
        stored: () => store.stored,
        onUpdate({ rows }) {
          isWhole = false
          touchRows(weights, rows)
          averages.beforeUpdate(step, rows)
          evaluations.beforeUpdate()
        },
      })
      averages.update(step)
      updated()
      losses.push(result.loss)
      finished = { step, sampler: result.sampler }
      isWhole = true
      watch.took(step, learningRate, result)
      if (evaluations.isDue(step, steps)) await evaluate(step)
      if (step === steps || step % (checkpoints?.every ?? 100) === 0 || evaluations.hasStopped())
        await store.store(finished)
    }
  } catch (error) {
    if (isWhole && !TowerkitError.is(error, 'diverged')) await store.store(finished)
    if (!signal?.aborted) throw error
    throw new AbortedError(`train: stopped by the caller after step ${finished.step} of ${steps}.`, {
      step: finished.step,
      cause: signal.reason,
    })
  }
  averages.finish(finished.step)
  evaluations.finish()
  updated()
  return {
    losses,
    evaluations: evaluations.history,
    steps: finished.step,
    lossParameters: trainedLossParameters(tasks, weights),
  }
}
