import {
  add,
  firstLossParameters,
  Graph,
  gradients,
  mul,
  reduceSum,
  writeOnnx,
  type Loss,
  type Tower,
  type Value,
  type Weight,
} from '@towerkit/graph'
import { createSession, type Session, type SessionOptions, type Tensors } from '@towerkit/runtime'
import { buildColumn, embeddingsOf, runParameters } from './build-towers.ts'
import { dropoutSeed } from './dropout-seed.ts'
import { columnInputs, numberColumn, requireEqualLists, restrictTables, towerFeeds } from './feeds.ts'
import { gradientOutputs, gradientTargets, outputGradients, type GradientTargets } from './gradient-outputs.ts'
import type { Gradients, GradientStep } from './gradients.ts'
import { lossColumns } from './loss-columns.ts'
import { towersOf, type Column, type Example } from './towers.ts'
import type { TrainedWeight } from './weights.ts'

/** The graphs of one tower over a chunk of inputs. */
interface TowerSessions {
  readonly embed: Session
  readonly backward: Session | undefined
  readonly used: readonly string[]
  readonly targets: GradientTargets
}
/** One chunk of one column. */
interface Chunk {
  readonly column: Column
  readonly feeds: Record<string, Weight>
  readonly seed: Weight
}

/**
 * Gradients of any loss over a batch of any size in the memory of `chunkSize` inputs:
 *
 * 1. embed the batch chunk by chunk, keeping only the embeddings;
 * 2. differentiate the loss with respect to the embeddings;
 * 3. embed each chunk again and carry its part of that gradient back to the weights, adding up.
 *
 * The result is the plain gradient: the chain rule, regrouped. Dropout repeats itself, because its seed is an input.
 *
 * @see Gao et al., Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup, 2021, section 3.
 */
export async function cachedGradients(
  columns: readonly Column[],
  weights: readonly TrainedWeight[],
  loss: Loss,
  example: Example,
  { chunkSize, ...options }: SessionOptions & { readonly chunkSize: number },
): Promise<GradientStep> {
  const towers = new Map<Tower<unknown>, TowerSessions>()
  for (const tower of towersOf(columns))
    towers.set(tower, await towerSessions(tower, weights, { ...options, depths: loss.depths ?? [] }))
  const lossSession = await createSession(lossModel(columns, loss, example), options)
  const ownParameters = weights.filter(({ name }) => name.startsWith('loss.'))
  const embeddings = (column: Column) =>
    embeddingsOf(column, loss.depths ?? []).map(({ name }) => ({ name, of: name.slice(column.name.length) }))

  return {
    async compute(batch, number) {
      requireEqualLists(columns, batch)
      const chunks = columns.flatMap((column, i) =>
        column.tower
          ? chunksOf(column, columnInputs(column, batch), {
              size: chunkSize,
              seed: chunk => dropoutSeed(number, { column: i, chunk }),
            })
          : [],
      )
      const { weightFeeds, rows } = restrictTables(
        weights,
        chunks.map(({ feeds }) => feeds),
      )
      const feedsOf = ({ column, feeds, seed }: Chunk) => ({
        ...pick(weightFeeds, towers.get(column.tower!)!.used),
        ...renamed(feeds, column),
        seed,
      })

      const parts: { chunk: Chunk; results: Tensors }[] = []
      for (const chunk of chunks)
        parts.push({ chunk, results: await towers.get(chunk.column.tower!)!.embed.run(feedsOf(chunk)) })
      const joined = Object.fromEntries(
        columns.flatMap(column =>
          column.tower
            ? embeddings(column).map(
                ({ name, of }) =>
                  [
                    name,
                    joinRows(
                      parts
                        .filter(({ chunk }) => chunk.column === column)
                        .map(({ results }) => results[`embeddings${of}`]!),
                      column.tower!.dimensions,
                    ),
                  ] as const,
              )
            : [[column.name, numberColumn(column, batch)] as const],
        ),
      )
      const results = await lossSession.run({
        ...joined,
        ...pick(
          weightFeeds,
          ownParameters.map(({ name }) => name),
        ),
      })

      const tensors: Record<string, Float32Array<ArrayBuffer>> = Object.fromEntries(
        ownParameters
          .filter(({ isTrained }) => isTrained)
          .map(({ name }) => [name, results[`gradient of ${name}`]!.data as Float32Array<ArrayBuffer>]),
      )
      const done: Record<string, number> = {}
      for (const {
        chunk,
        results: { embeddings: whole },
      } of parts) {
        const { name } = chunk.column
        const start = done[name] ?? 0
        const end = start + whole!.data.length
        done[name] = end
        const { backward, targets } = towers.get(chunk.column.tower!)!
        if (!backward) continue
        const seeds = Object.fromEntries(
          embeddings(chunk.column).map(each => [
            `embedding gradient${each.of}`,
            {
              dtype: 'float32' as const,
              shape: whole!.shape,
              data: (results[`gradient of ${each.name}`]!.data as Float32Array<ArrayBuffer>).subarray(start, end),
            },
          ]),
        )
        const gradient = targets(rows)
        await backward.run({ ...feedsOf(chunk), ...seeds }, { into: gradientOutputs(gradient, weightFeeds) })
        for (const [weight, part] of Object.entries(gradient)) accumulate(tensors, weight, part)
      }
      return { loss: Number(results['loss']!.data[0]), tensors, rows } satisfies Gradients
    },
    async [Symbol.asyncDispose]() {
      for (const { embed, backward } of towers.values()) await Promise.all([embed.close(), backward?.close()])
      await lossSession.close()
    },
  }
}

async function towerSessions(
  tower: Tower<unknown>,
  weights: readonly TrainedWeight[],
  { depths, ...options }: SessionOptions & { readonly depths: readonly number[] },
): Promise<TowerSessions> {
  const trained = weights.filter(({ isTrained }) => isTrained)
  const build = (backward: boolean) => {
    const graph = new Graph()
    const parameters = runParameters(graph, weights)
    const embeddings = Object.entries(
      buildColumn(parameters, tower, { name: tower.name, batch: 'batch', depths }, graph.input('seed', 'int64', [])),
    )
    if (backward) {
      // Its gradient is that of the loss: the gradient of each embedding is a constant here.
      const products = embeddings.map(([name, value]) =>
        reduceSum(
          mul(value, graph.input(`embedding gradient${name.slice(tower.name.length)}`, 'float32', value.shape)),
        ),
      )
      outputGradients(
        products.reduce((sum, product) => add(sum, product)),
        parameters,
        trained,
      )
    } else for (const [name, value] of embeddings) graph.output(`embeddings${name.slice(tower.name.length)}`, value)
    return { model: writeOnnx(graph), used: parameters.list().map(({ name }) => name) }
  }
  const { model, used } = build(false)
  const own = trained.filter(({ name }) => used.includes(name))
  return {
    embed: await createSession(model, options),
    backward: own.length > 0 ? await createSession(build(true).model, options) : undefined,
    used,
    targets: gradientTargets(own),
  }
}

function lossModel(columns: readonly Column[], loss: Loss, example: Example): Uint8Array {
  const graph = new Graph()
  const values = lossColumns(graph, columns, example, column =>
    Object.fromEntries(
      embeddingsOf(column, loss.depths ?? []).map(({ name }) => [
        name,
        graph.input(name, 'float32', [column.isList ? `${column.name} count` : 'batch', column.tower!.dimensions]),
      ]),
    ),
  )
  const own: Record<string, Value> = Object.fromEntries(
    Object.entries(firstLossParameters(loss)).map(([name, { shape }]) => [
      name,
      graph.input(`loss.${name}`, 'float32', shape),
    ]),
  )
  const value = loss.compute({ ...values, ...own })
  graph.output('loss', value)
  const targets = [
    ...columns
      .filter(({ tower }) => tower)
      .flatMap(column => embeddingsOf(column, loss.depths ?? []).map(({ name }) => values[name]!)),
    ...Object.values(own),
  ]
  gradients(value, targets).forEach((gradient, i) => graph.output(`gradient of ${targets[i]!.name}`, gradient))
  return writeOnnx(graph)
}

function chunksOf(
  column: Column,
  inputs: readonly unknown[],
  { size, seed }: { readonly size: number; readonly seed: (chunk: number) => Weight },
): Chunk[] {
  return Array.from({ length: Math.ceil(inputs.length / size) }, (_, i) => ({
    column,
    feeds: towerFeeds(column, inputs.slice(i * size, (i + 1) * size)),
    // Another seed for each chunk, the same one in both passes.
    seed: seed(i),
  }))
}

/** Feeds of a column under the names of the tower's own graphs. */
function renamed(feeds: Readonly<Record<string, Weight>>, column: Column): Tensors {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [
      `${column.tower!.name}.${name.slice(column.name.length + 1)}`,
      tensor,
    ]),
  )
}

function joinRows(parts: readonly Weight[], width: number): Weight {
  const data = new Float32Array(parts.reduce((length, part) => length + part.data.length, 0))
  let at = 0
  for (const part of parts) {
    data.set(part.data as Float32Array, at)
    at += part.data.length
  }
  return { dtype: 'float32', shape: [data.length / width, width], data }
}

function accumulate(
  sums: Record<string, Float32Array<ArrayBuffer>>,
  name: string,
  gradient: Float32Array<ArrayBuffer>,
): void {
  const sum = sums[name]
  // A copy: the next chunk is written over this one.
  if (!sum) sums[name] = gradient.slice()
  else for (let i = 0; i < sum.length; i++) sum[i]! += gradient[i]!
}

function pick(tensors: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(names.map(name => [name, tensors[name]!]))
}
