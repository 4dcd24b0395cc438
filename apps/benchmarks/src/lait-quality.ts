/**
 * Quality over the number of parallel layers P, from real weights, and beside a cross-encoder of L − P layers:
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/lait-quality.ts <model folder> <data folder> <results
 *     folder> [tasks] [seeds] [arms, default 0,5,6,3]
 *
 * Arms are numbers of parallel layers, each a model of its own that was trained with them; `random`, one model with P
 * drawn anew for each step, evaluated with every P; `first <n>`, a cross-encoder of the first n layers; `distilled
 * <P>`, half of whose labels are what the model of P = 0 says (tasks of lists). P is the largest below L for which the
 * mean over the seeds of the models of its own is not more than one point below P = 0, or the 95 % interval of the
 * paired difference includes 0, on development data. Then it is tested once, with both ends and the shallower
 * cross-encoder (the first L − P layers), all trained in the same steps. Results are kept as JSON lines: a run that was
 * stopped goes on where it was.
 */
import { join } from 'node:path'
import { laitEncoder, type LaitEncoder } from '@towerkit/lait-encoder'
import { genreTask } from './lait-quality/genre-task.ts'
import { pairedInterval } from './lait-quality/paired-interval.ts'
import { rerankingTask } from './lait-quality/reranking-task.ts'
import { mean, summary, type Result } from './lait-quality/results.ts'
import { stsTask } from './lait-quality/sts-task.ts'
import { taughtExamples } from './lait-quality/taught-examples.ts'
import type { Split, Task } from './lait-quality/task.ts'
import { trainedModel, type TrainedModelOptions } from './lait-quality/trained-model.ts'
import { verificationTask } from './lait-quality/verification-task.ts'
import { studyResults } from './study/study-results.ts'

const [
  model,
  data,
  folder,
  names = 'stsb,film-genres,scifact-reranking,scifact-verification',
  seedList = '1,2,3',
  armList = '0,5,6,3',
] = process.argv.slice(2)
if (!model || !data || !folder)
  throw new Error('usage: lait-quality.ts <model folder> <data folder> <results folder> [tasks] [seeds] [arms]')
const seeds = seedList.split(',').map(Number)
const arms = armList.split(',')
const own = arms
  .filter(arm => /^\d+$/.test(arm))
  .map(Number)
  .sort((a, b) => a - b)
if (!own.includes(0)) throw new Error(`the arms ${armList} lack 0, with which the others are compared`)
const makers: Readonly<Record<string, (data: string) => Promise<Task>>> = {
  stsb: stsTask,
  'scifact-verification': verificationTask,
  'film-genres': genreTask,
  'scifact-reranking': rerankingTask,
}
const studies: Awaited<ReturnType<typeof studyOf>>[] = []
for (const name of names.split(',')) studies.push(await studyOf(await makers[name]!(data)))
// All seeds of all tasks with one arm before the next, so that what is there after any time is of use with fewer arms.
for (const arm of arms) for (const seed of seeds) for (const { trainArm } of studies) await trainArm(arm, seed)
for (const { report } of studies) await report()

async function studyOf(task: Task) {
  const results = studyResults<Result>(join(folder!, `${task.name}.jsonl`))
  await using fresh = await laitEncoder({
    backbone: model!,
    parallelLayers: 0,
    head: task.head,
    pooling: task.pooling,
    maxLength: task.maxLength,
    session: { threads: 1 },
  })
  const { parts: start, layers: depth } = fresh
  const every = Array.from({ length: depth + 1 }, (_, layers) => layers)
  const evaluate = async (open: () => Promise<LaitEncoder>, wanted: Omit<Result, 'value' | 'outputs'>[]) => {
    const missing = wanted.filter(each => !results.find(each))
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
        folder: join(folder!, task.name, `${arm.replaceAll(' ', '-')}-${seed}`),
      })
  const evaluateOwn = (layers: number, seed: number, split: 'dev' | 'test') =>
    evaluate(opener(`P = ${layers}`, seed, { layers: [layers] }), [{ arm: `P = ${layers}`, seed, split, layers }])
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
  const trainArm = async (arm: string, seed: number) => {
    if (arm === 'random')
      return evaluate(
        opener(arm, seed, { layers: every }),
        every.map(layers => ({ arm, seed, split: 'dev', layers })),
      )
    const layers = Number(arm.split(' ')[1])
    if (arm.startsWith('first'))
      return evaluate(opener(arm, seed, { depth: layers, layers: [0] }), [{ arm, seed, split: 'dev', layers: 0 }])
    if (!arm.startsWith('distilled')) return evaluateOwn(Number(arm), seed, 'dev')
    if (task.temperature !== undefined)
      await evaluate(
        async () => opener(arm, seed, { layers: [layers], examples: await taughtBy(seed) })(),
        [{ arm, seed, split: 'dev', layers }],
      )
  }

  const report = async () => {
    const difference = (split: 'dev' | 'test', a: readonly Result[], b: readonly Result[]) =>
      pairedInterval(
        task[split],
        a.map(({ outputs }, i) => ({ system: Float32Array.from(outputs), baseline: Float32Array.from(b[i]!.outputs) })),
      )
    const said = ([low, high]: readonly [number, number]) => `${low.toFixed(4)} to ${high.toFixed(4)}`
    const isFine = (layers: number) => {
      const found = results.ofSeeds({ arm: `P = ${layers}`, split: 'dev' }, seeds)!
      const whole = results.ofSeeds({ arm: 'P = 0', split: 'dev' }, seeds)!
      const [low, high] = difference('dev', found, whole)
      return mean(found) >= mean(whole) - 0.01 || (low <= 0 && high >= 0)
    }
    console.log(
      `\n${task.name}: ${task.metric} of ${task.dev.groups.length} development items, mean of seeds ${seeds}\nP | ` +
        'untrained | trained for this P | difference to P = 0, 95 % of items | one model, P drawn for each step',
    )
    for (const layers of every) {
      const found = results.ofSeeds({ arm: `P = ${layers}`, split: 'dev' }, seeds)
      const random = results.ofSeeds({ arm: 'random', split: 'dev', layers }, seeds)
      const interval = found && difference('dev', found, results.ofSeeds({ arm: 'P = 0', split: 'dev' }, seeds)!)
      console.log(
        `${layers} | ${results.find({ arm: 'untrained', layers })!.value.toFixed(4)} | ` +
          `${found ? summary(found) : ''} | ${interval ? said(interval) : ''} | ${random ? summary(random) : ''}`,
      )
    }
    for (const arm of arms.filter(each => each.includes(' '))) {
      const found = results.ofSeeds({ arm, split: 'dev' }, seeds)
      if (found) console.log(`${arm} | ${summary(found)}`)
    }
    const chosen = own.filter(layers => layers < depth && isFine(layers)).at(-1)!
    const shallow = depth - chosen
    console.log(`chosen: P = ${chosen}`)

    for (const seed of seeds) {
      for (const layers of new Set([0, chosen, depth])) await evaluateOwn(layers, seed, 'test')
      await evaluate(
        opener(`first ${shallow}`, seed, { depth: shallow, layers: [0] }),
        (['dev', 'test'] as const).map(split => ({ arm: `first ${shallow}`, seed, split, layers: 0 })),
      )
    }
    const tested = (arm: string) => results.ofSeeds({ arm, split: 'test' }, seeds)!
    console.log(`\n${task.name}: ${task.metric} of ${task.test.groups.length} test items`)
    for (const layers of new Set([0, chosen, depth]))
      console.log(
        `P = ${layers} | ${summary(tested(`P = ${layers}`))} | difference to P = 0: ` +
          `${said(difference('test', tested(`P = ${layers}`), tested('P = 0')))}`,
      )
    console.log(
      `cross-encoder of ${shallow} layers | ${summary(tested(`first ${shallow}`))} | P = ${chosen} is better by ` +
        `${said(difference('test', tested(`P = ${chosen}`), tested(`first ${shallow}`)))} (95 % of items)`,
    )
  }
  return { trainArm, report }
}
