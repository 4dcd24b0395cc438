/**
 * Quality over the number of parallel layers P, from real weights, and beside a cross-encoder of L − P layers:
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/lait-quality.ts <model folder> <data folder> <results folder> [tasks] [seeds]
 *
 * One model is trained for each task and seed, with P drawn anew for each step, and evaluated with every P on development data. P is the largest below L for which the mean over the seeds is
 * not more than one point below P = 0, or the 95 % interval of the paired difference includes 0; then it is tested once, with both ends and the shallower cross-encoder (the first L − P layers, trained in the
 * same way). Outputs and results are kept as JSON lines: a run that was stopped goes on where it was.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { laitEncoder, type LaitEncoder, type LaitModel, type LaitParts } from '@towerkit/lait-encoder'
import { adamW, linearSchedule, train } from '@towerkit/training'
import { genreTask } from './lait-quality/genre-task.ts'
import { pairedInterval } from './lait-quality/paired-interval.ts'
import { rerankingTask } from './lait-quality/reranking-task.ts'
import { stsTask } from './lait-quality/sts-task.ts'
import type { Split, Task } from './lait-quality/task.ts'
import { verificationTask } from './lait-quality/verification-task.ts'

const [model, data, folder, names = 'stsb,scifact-verification,film-genres,scifact-reranking', seedList = '1,2,3'] = process.argv.slice(2)
if (!model || !data || !folder) throw new Error('usage: lait-quality.ts <model folder> <data folder> <results folder> [tasks] [seeds]')
const seeds = seedList.split(',').map(Number)
const makers: Readonly<Record<string, (data: string) => Promise<Task>>> = { stsb: stsTask, 'scifact-verification': verificationTask, 'film-genres': genreTask, 'scifact-reranking': rerankingTask }
// One thread: a machine that others work on too.
const session = { threads: 1 }
mkdirSync(folder, { recursive: true })

interface Line { readonly task: string; readonly arm: string; readonly seed: number; readonly split: string; readonly layers: number; readonly value: number; readonly outputs: readonly number[] }

for (const name of names.split(',')) await runTask(await makers[name]!(data))

async function runTask(task: Task): Promise<void> {
  const path = join(folder!, `${task.name}.jsonl`)
  const lines: Line[] = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line) as Line) : []
  const find = (wanted: Partial<Line>) => lines.find(line => Object.entries(wanted).every(([key, value]) => line[key as keyof Line] === value))
  const evaluate = async (encoder: LaitEncoder, line: Pick<Line, 'arm' | 'seed' | 'layers'> & { readonly split: 'dev' | 'test' }) => {
    const wanted = { task: task.name, ...line }
    if (find(wanted)) return
    const split: Split = task[line.split]
    const { data: outputs } = await encoder.predict(split.tuples, { parallelLayers: line.layers })
    const result: Line = { ...wanted, value: split.measure(outputs, [...split.groups.keys()]), outputs: [...outputs] }
    lines.push(result)
    appendFileSync(path, `${JSON.stringify(result)}\n`)
    console.log(`${task.name} ${line.arm} seed ${line.seed} ${line.split} P = ${line.layers}: ${task.metric} ${result.value.toFixed(4)}`)
  }
  const options = { parallelLayers: 0, head: task.head, segments: 'pair' as const, maxLength: task.maxLength, session }
  const fresh = await laitEncoder({ ...options, backbone: model! })
  const every = Array.from({ length: fresh.layers + 1 }, (_, layers) => layers)
  for (const layers of every) await evaluate(fresh, { arm: 'untrained', seed: 0, split: 'dev', layers })
  await fresh.close()

  for (const seed of seeds) {
    const open = await opened(task, { ...options, backbone: model!, seed, trainingLayers: every }, `lait-${seed}`, find({ arm: 'lait', seed, split: 'dev', layers: every.at(-1)! }) !== undefined)
    for (const layers of every) await evaluate(open, { arm: 'lait', seed, split: 'dev', layers })
    await open.close()
  }

  const valuesOf = (arm: string, split: string, layers: number) => seeds.map(seed => find({ arm, seed, split, layers })!)
  console.log(`\n${task.name}: ${task.metric} of ${task.dev.groups.length} development items, mean of seeds ${seeds}\nP | untrained | trained | difference to P = 0, 95 % of items`)
  let chosen = 0
  const whole = valuesOf('lait', 'dev', 0)
  for (const layers of every) {
    const found = valuesOf('lait', 'dev', layers)
    const interval = pairedInterval(task.dev, found.map(({ outputs }, i) => ({ system: Float32Array.from(outputs), baseline: Float32Array.from(whole[i]!.outputs) })))
    if (layers < every.at(-1)! && (mean(found) >= mean(whole) - 0.01 || (interval[0] <= 0 && interval[1] >= 0))) chosen = layers
    console.log(`${layers} | ${find({ arm: 'untrained', layers })!.value.toFixed(4)} | ${summary(found)} | ${interval.map(bound => bound.toFixed(4)).join(' to ')}`)
  }
  console.log(`chosen: P = ${chosen}`)

  const depth = every.length - 1 - chosen
  for (const seed of seeds) {
    const open = await opened(task, { ...options, backbone: model!, seed, trainingLayers: every }, `lait-${seed}`, true)
    for (const layers of new Set([0, chosen, every.at(-1)!])) await evaluate(open, { arm: 'lait', seed, split: 'test', layers })
    await open.close()
    if (depth === 0) continue
    const shallow = await opened(task, { ...options, backbone: firstLayers(fresh.parts, depth), seed }, `shallow-${depth}-${seed}`, find({ arm: `shallow ${depth}`, seed, split: 'test' }) !== undefined)
    for (const split of ['dev', 'test'] as const) await evaluate(shallow, { arm: `shallow ${depth}`, seed, split, layers: 0 })
    await shallow.close()
  }
  console.log(`\n${task.name}: ${task.metric} of ${task.test.groups.length} test items`)
  for (const layers of new Set([0, chosen, every.at(-1)!])) console.log(`P = ${layers} | ${summary(valuesOf('lait', 'test', layers))}`)
  if (depth === 0) return
  const [own, other] = [valuesOf('lait', 'test', chosen), valuesOf(`shallow ${depth}`, 'test', 0)]
  const interval = pairedInterval(task.test, own.map(({ outputs }, i) => ({ system: Float32Array.from(outputs), baseline: Float32Array.from(other[i]!.outputs) })))
  console.log(`cross-encoder of ${depth} layers | ${summary(other)} | P = ${chosen} is better by ${interval.map(bound => bound.toFixed(4)).join(' to ')} (95 % of items)\n`)
}

/** A model with the weights that were trained, now or before. */
async function opened(task: Task, options: Parameters<typeof laitEncoder>[0], name: string, isDone: boolean): Promise<LaitEncoder> {
  const saved = join(folder!, task.name, name)
  if (existsSync(join(saved, 'lait_config.json'))) return laitEncoder({ backbone: saved, session })
  if (isDone) throw new Error(`${saved} is gone, but its results are there; remove ${folder}`)
  const encoder = await laitEncoder(options)
  const started = performance.now()
  const { losses } = await train({
    model: encoder, data: task.examples, loss: task.loss, optimizer: adamW({ learningRate: task.learningRate }), schedule: linearSchedule({ warmUp: 0.1 }),
    steps: task.steps, batchSize: task.batchSize, seed: options.seed ?? 0, session, checkpoints: { folder: `${saved}-checkpoints`, every: 30 },
  })
  const last = losses.slice(-20)
  console.log(`${task.name} ${name}: ${task.steps} steps of ${task.batchSize}, loss ${(last.reduce((a, b) => a + b, 0) / last.length).toFixed(4)}, ${((performance.now() - started) / 1000).toFixed(0)} s`)
  await encoder.save(saved, { onnx: false })
  return encoder
}

/** The first layers of a network, and its head. */
function firstLayers({ config, tokenizer, weights }: LaitParts, depth: number): LaitModel {
  const isKept = (name: string) => Number(/\.layer\.(\d+)\./.exec(name)?.[1] ?? 0) < depth
  return { config: { ...config, num_hidden_layers: depth }, tokenizer, weights: structuredClone(Object.fromEntries(Object.entries(weights).filter(([name]) => isKept(name)))) }
}

function mean(lines: readonly Line[]): number {
  return lines.reduce((sum, { value }) => sum + value, 0) / lines.length
}

/** Mean with the half width of its 95 % interval over the seeds (Student's t), and the range. */
function summary(lines: readonly Line[]): string {
  const center = mean(lines)
  const deviation = Math.sqrt(lines.reduce((sum, { value }) => sum + (value - center) ** 2, 0) / (lines.length - 1))
  const t = [Number.NaN, 12.706, 4.303, 3.182, 2.776][lines.length - 1]!
  return `${center.toFixed(4)} ± ${(t * deviation / Math.sqrt(lines.length)).toFixed(4)} (${Math.min(...lines.map(({ value }) => value)).toFixed(4)} to ${Math.max(...lines.map(({ value }) => value)).toFixed(4)})`
}
