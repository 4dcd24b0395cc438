import type { Tensor } from '@towerkit/graph'
import type { Tensors } from '@towerkit/runtime'
import { lossSession, type LossSession } from './loss-session.ts'
import { chunkReader, chunksOf, type Chunk } from './chunks.ts'
import { dropoutSeed } from './dropout-seed.ts'
import { gradientOutputs } from './gradient-outputs.ts'
import { gradientSums } from './gradient-sums.ts'
import type { GradientStep } from './gradients.ts'
import { joinedRows, rowsBetween } from './joined-rows.ts'
import { numberTensor } from './number-tensor.ts'
import type { GradientOptions } from './plain-gradients.ts'
import { checkedBatch, itemsOf, type CheckedBatch } from './prepare-items.ts'
import { termNumbers } from './loss-graph.ts'
import { requireChunks } from './require-chunks.ts'
import { outputGradientName, towerSessions, type TowerSessions } from './tower-sessions.ts'
import type { EncodedField } from './task-columns.ts'
import type { WeighedTask } from './weighed-task.ts'
import type { TrainedWeight } from './weights.ts'

/** A batch that is prepared chunk by chunk, in the step. */
export interface UnpreparedBatch extends CheckedBatch {
  readonly signal: AbortSignal
}

/**
 * Gradients of any loss over a batch of any size in the memory of `chunkSize` items:
 *
 * 1. embed the batch chunk by chunk, keeping only the outputs of the towers;
 * 2. differentiate the loss with respect to these;
 * 3. embed each chunk again and carry its part of that gradient back to the weights, adding up.
 *
 * The result is the plain gradient: the chain rule, regrouped. Dropout repeats itself, because its seed is an input.
 *
 * @throws {ArgumentError} if a tower's outputs depend on the whole batch, or the norms of terms are requested.
 *
 * @see Gao et al., Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup, 2021, section 3.
 */
export function cachedGradients(
  task: WeighedTask,
  weights: readonly TrainedWeight[],
  { chunkSize, atOnce, termNorms, ...options }: GradientOptions & { readonly chunkSize: number },
): GradientStep<UnpreparedBatch> {
  requireChunks(task, termNorms)
  const towers = new Map<string, Promise<TowerSessions>>()
  const losses = new Map<string, Promise<LossSession>>()
  const sessionsOf = ({ tower, outputs }: EncodedField) => {
    const outputNames = [...new Set(outputs.map(({ output }) => output))]
    return once(towers, JSON.stringify([tower.name, outputNames]), () =>
      towerSessions(tower, weights, { ...options, outputs: outputNames }),
    )
  }
  const lossOf = (fields: CheckedBatch['fields'], numbers: Readonly<Record<string, Tensor>>) =>
    once(
      losses,
      JSON.stringify([
        fields.encoded.map(({ name }) => name),
        fields.numbers.map(({ name }) => [name, numbers[name]!.shape.slice(1)]),
      ]),
      () => lossSession({ ...task, columns: fields }, weights, { ...options, numbers }),
    )

  return {
    prepare: async (examples, signal) => ({ ...checkedBatch(task.columns, examples), signal }),
    async compute({ examples, fields, signal }, number) {
      const numbers = Object.fromEntries(fields.numbers.map(field => [field.name, numberTensor(field, examples)]))
      const loss = await lossOf(fields, numbers)
      const chunks = fields.encoded.flatMap(field =>
        chunksOf(field, itemsOf(field, examples), {
          size: chunkSize,
          seed: chunk =>
            dropoutSeed(number, { column: task.columns.encoded.findIndex(({ name }) => name === field.name), chunk }),
        }),
      )
      const reader = chunkReader(chunks, weights, { signal, atOnce })

      const towerOutputs = new Map<Chunk, Tensors>()
      const touched: Readonly<Record<string, Int32Array>>[] = []
      await reader.read(async (chunk, feeds) => {
        const { embed, used } = await sessionsOf(chunk.field)
        touched.push(feeds.rows)
        towerOutputs.set(chunk, await embed.run({ ...feeds.inputs, ...pick(feeds.weightFeeds, used) }))
      })
      const results = await loss.session.run({
        ...Object.fromEntries(fields.encoded.flatMap(field => joinedOutputs(field, chunks, towerOutputs))),
        ...numbers,
        ...Object.fromEntries(
          weights
            .filter(({ name }) => loss.parameters.includes(name))
            .map(({ name, shape, data }) => [name, { dtype: 'float32' as const, shape, data }]),
        ),
      })
      const gradientOf = (name: string) => results[loss.gradients.get(name)!]!

      const sums = gradientSums(weights, touched)
      for (const name of loss.parameters)
        if (loss.gradients.has(name)) sums.add(name, gradientOf(name).data as Float32Array<ArrayBuffer>)
      const done = new Map<string, number>()
      await reader.read(async (chunk, feeds) => {
        const { backward, used, targets } = await sessionsOf(chunk.field)
        const incoming = Object.fromEntries(
          chunk.field.outputs.map(({ column, output }) => {
            const { shape } = towerOutputs.get(chunk)![output]!
            const start = done.get(column) ?? 0
            done.set(column, start + shape[0]!)
            return [outputGradientName(output), rowsBetween(gradientOf(column), start, start + shape[0]!)]
          }),
        )
        if (!backward) return
        const gradient = targets(feeds.rows)
        await backward.run(
          { ...feeds.inputs, ...pick(feeds.weightFeeds, used), ...incoming },
          { into: gradientOutputs(gradient, feeds.weightFeeds) },
        )
        for (const [name, part] of Object.entries(gradient)) sums.add(name, part, feeds.rows[name])
      })
      return {
        loss: Number(results['loss']!.data[0]),
        terms: termNumbers(loss.terms, results),
        ...sums.finish(),
        buffers: {},
      }
    },
    async [Symbol.asyncDispose]() {
      for (const opening of await Promise.allSettled(towers.values()))
        if (opening.status === 'fulfilled')
          await Promise.all([opening.value.embed.close(), opening.value.backward?.close()])
      for (const opening of await Promise.allSettled(losses.values()))
        if (opening.status === 'fulfilled') await opening.value.session.close()
    },
  }
}

function joinedOutputs(
  { name, outputs }: EncodedField,
  chunks: readonly Chunk[],
  towerOutputs: ReadonlyMap<Chunk, Tensors>,
): (readonly [string, Tensor])[] {
  const fieldChunks = chunks.filter(({ field }) => field.name === name)
  return outputs.map(({ column, output }) => [
    column,
    joinedRows(
      `${name}, ${output}`,
      fieldChunks.map(chunk => towerOutputs.get(chunk)![output]!),
    ),
  ])
}

async function once<Made>(opened: Map<string, Promise<Made>>, key: string, make: () => Promise<Made>): Promise<Made> {
  const value = opened.get(key) ?? make()
  opened.set(key, value)
  return value
}

function pick(tensors: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(names.map(name => [name, tensors[name]!]))
}
