import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { laitEncoder, type LaitEncoder, type LaitModel, type LaitParts } from '@towerkit/lait-encoder'
import { adamW, lengthBucketedSampler, linearSchedule, train } from '@towerkit/training'
import type { Task } from './task.ts'

/** Options of `trainedModel`. */
export interface TrainedModelOptions {
  /** The model whose backbone is the start. */
  readonly start: LaitParts
  /** Layers of the start that are kept. */
  readonly depth: number
  /** Parallel layers of the training steps: drawn anew for each one where there are several. */
  readonly layers: readonly number[]
  readonly seed: number
  /** Where the trained model is kept. */
  readonly folder: string
  /** Default: those of the task. */
  readonly examples?: Task['examples']
}

// One thread: a machine that others work on too.
const session = { threads: 1 }

/** A model trained on a task, now or before: the same steps, batches and head, whatever the layers. */
export async function trainedModel(
  task: Task,
  { start, depth, layers, seed, folder, examples = task.examples }: TrainedModelOptions,
): Promise<LaitEncoder> {
  if (existsSync(join(folder, 'lait_config.json'))) return laitEncoder({ backbone: folder, session })
  const { head, pooling, maxLength, batchSize, steps, learningRate, headFactor, loss } = task
  const encoder = await laitEncoder({
    backbone: firstLayers(start, depth),
    head,
    pooling,
    maxLength,
    parallelLayers: layers[0]!,
    trainingLayers: layers,
    seed,
    session,
  })
  const started = performance.now()
  const { losses } = await train({
    model: encoder,
    data: lengthBucketedSampler(examples, { batchSize, length: charactersOf(maxLength), bucketBatches: 20, seed }),
    loss,
    optimizer: adamW({ learningRate }),
    schedule: linearSchedule({ warmUp: 0.1 }),
    steps,
    seed,
    session,
    ...(headFactor !== undefined && { learningRates: [{ weights: /pooler|classifier/, factor: headFactor }] }),
  })
  const last = losses.slice(-20)
  console.log(
    `${folder}: ${steps} steps of ${batchSize}, loss ` +
      `${(last.reduce((a, b) => a + b, 0) / last.length).toFixed(4)}, ` +
      `${((performance.now() - started) / 1000).toFixed(0)} s`,
  )
  await encoder.save(folder, { onnx: false })
  return encoder
}

/** The first layers, without head and dropout: examples come once or twice only. */
function firstLayers({ config, tokenizer, weights }: LaitParts, depth: number): LaitModel {
  const isKept = (name: string) =>
    Number(/\.layer\.(\d+)\./.exec(name)?.[1] ?? 0) < depth && !/^(pooler|classifier)\./.test(name)
  return {
    config: { ...config, num_hidden_layers: depth, hidden_dropout_prob: 0, attention_probs_dropout_prob: 0 },
    tokenizer,
    weights: structuredClone(Object.fromEntries(Object.entries(weights).filter(([name]) => isKept(name)))),
  }
}

/** Characters of the longest input of an example, as far as its tokens may reach. */
function charactersOf(maxLength: number) {
  return (example: Readonly<Record<string, unknown>>): number => {
    const [first] = Object.values(example) as [readonly string[] | readonly (readonly string[])[]]
    const tuples = (typeof first[0] === 'string' ? [first] : first) as readonly (readonly string[])[]
    return Math.max(...tuples.map(tuple => tuple.reduce((sum, text) => sum + Math.min(text.length, 5 * maxLength), 0)))
  }
}
