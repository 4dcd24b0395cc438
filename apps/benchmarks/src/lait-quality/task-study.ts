import { join } from 'node:path'
import { laitEncoder, type LaitEncoder } from '@towerkit/lait-encoder'
import { studyResults, type StudyResults } from '../study/study-results.ts'
import type { Result } from './results.ts'
import type { Split, Task } from './task.ts'
import { taughtExamples } from './taught-examples.ts'
import { trainedModel, type TrainedModelOptions } from './trained-model.ts'

/** The models of a task, and what was measured of them. */
export interface TaskStudy {
  readonly task: Task
  readonly results: StudyResults<Result>
  /** Layers of the model that all start from. */
  readonly depth: number
  /** Trains and evaluates one arm on development data. */
  trainArm(arm: string, seed: number): Promise<void>
  /** Evaluates the model that was trained with some parallel layers. */
  evaluateParallel(layers: number, seed: number, split: 'dev' | 'test'): Promise<void>
  /** Evaluates the cross-encoder of the first layers. */
  evaluateFirst(layers: number, seed: number, splits: readonly ('dev' | 'test')[]): Promise<void>
}

/** A task's models: trained when they are first evaluated, and evaluated once. */
export async function taskStudy(
  task: Task,
  { model, folder }: { readonly model: string; readonly folder: string },
): Promise<TaskStudy> {
  const results = studyResults<Result>(join(folder, `${task.name}.jsonl`))
  await using fresh = await laitEncoder({
    backbone: model,
    parallelLayers: 0,
    head: task.head,
    pooling: task.pooling,
    maxLength: task.maxLength,
    session: { threads: 1 },
  })
  const { parts: start, layers: depth } = fresh
  const every = Array.from({ length: depth + 1 }, (_, layers) => layers)
  const evaluate = async (open: () => Promise<LaitEncoder>, evaluations: Omit<Result, 'value' | 'outputs'>[]) => {
    const missing = evaluations.filter(each => !results.find(each))
    if (missing.length === 0) return
    await using encoder = await open()
    for (const each of missing) {
      const split: Split = task[each.split]
      const { data: outputs } = await encoder.predict(split.tuples, { parallelLayers: each.layers })
      const value = split.measure(outputs, [...split.groups.keys()])
      results.add({ ...each, value, outputs: [...outputs] })
      console.log(
        `${task.name} ${each.arm} seed ${each.seed} ${each.split} P = ${each.layers}: ${task.metric} ` +
          `${value.toFixed(4)}`,
      )
    }
  }
  const opener =
    (
      arm: string,
      seed: number,
      options: Pick<TrainedModelOptions, 'layers' | 'examples'> & { readonly depth?: number },
    ) =>
    () =>
      trainedModel(task, {
        start,
        depth,
        ...options,
        seed,
        folder: join(folder, task.name, `${arm.replaceAll(' ', '-')}-${seed}`),
      })
  const evaluateParallel: TaskStudy['evaluateParallel'] = (layers, seed, split) =>
    evaluate(opener(`P = ${layers}`, seed, { layers: [layers] }), [{ arm: `P = ${layers}`, seed, split, layers }])
  const evaluateFirst: TaskStudy['evaluateFirst'] = (layers, seed, splits) =>
    evaluate(
      opener(`first ${layers}`, seed, { depth: layers, layers: [0] }),
      splits.map(split => ({ arm: `first ${layers}`, seed, split, layers: 0 })),
    )
  await evaluate(
    async () => fresh,
    every.map(layers => ({ arm: 'untrained', seed: 0, split: 'dev', layers })),
  )

  /** Examples taught by the model of P = 0. */
  const taughtBy = async (seed: number) => {
    await using teacher = await opener('P = 0', seed, { layers: [0] })()
    const { data: outputs } = await teacher.predict(
      task.examples.flatMap(({ scores }) => scores as string[][]),
      { store: false },
    )
    return taughtExamples(task.examples, outputs, task.temperature!)
  }
  const trainArm: TaskStudy['trainArm'] = async (arm, seed) => {
    if (arm === 'random')
      return evaluate(
        opener(arm, seed, { layers: every }),
        every.map(layers => ({ arm, seed, split: 'dev', layers })),
      )
    const layers = Number(arm.split(' ')[1])
    if (arm.startsWith('first')) return evaluateFirst(layers, seed, ['dev'])
    if (!arm.startsWith('distilled')) return evaluateParallel(Number(arm), seed, 'dev')
    if (task.temperature !== undefined)
      await evaluate(
        async () => opener(arm, seed, { layers: [layers], examples: await taughtBy(seed) })(),
        [{ arm, seed, split: 'dev', layers }],
      )
  }
  return { task, results, depth, trainArm, evaluateParallel, evaluateFirst }
}
