import { add, Graph, mul, writeOnnx, type Value, type Tensor } from '@towerkit/graph'
import { createSession, type Session, type SessionOptions } from '@towerkit/runtime'
import { buildField, inputName, runParameters } from './build-field.ts'
import { dropoutSeed } from './dropout-seed.ts'
import { gradientOutputs, gradientTargets, outputGradients, type GradientTargets } from './gradient-outputs.ts'
import type { Gradients, GradientStep } from './gradients.ts'
import { numberTensor } from './number-tensor.ts'
import { checkedBatch, itemsOf, prepareItems, type CheckedBatch } from './prepare-items.ts'
import { restrictTables } from './restrict-tables.ts'
import {
  batchSymbol,
  lossParameters,
  numberInputs,
  outputLoss,
  outputTermNorms,
  termNumbers,
  type TermOutput,
} from './loss-graph.ts'
import { weightName } from './tower-parameters.ts'
import type { WeighedTask } from './weighed-task.ts'
import type { TrainedWeight } from './weights.ts'

/** Options of the gradients of a task. */
export interface GradientOptions extends SessionOptions {
  /** Items that are prepared at once. */
  readonly atOnce: number
  /** Whether the norm of the gradient of each term is computed too. */
  readonly termNorms: boolean
}

/** A batch whose items are ready, by field. */
export interface ReadyBatch extends CheckedBatch {
  readonly items: Readonly<Record<string, readonly unknown[]>>
}

/** The graph of a batch that has certain fields. */
interface CompiledStep {
  readonly session: Session
  readonly used: ReadonlySet<string>
  readonly targets: GradientTargets
  readonly terms: readonly TermOutput[]
  readonly norms: readonly TermOutput[] | undefined
  readonly buffers: readonly { readonly name: string; readonly output: string }[]
}

/**
 * Towers, loss and backward pass as one graph. Batches that lack optional fields have graphs of their own, made when
 * they first come.
 */
export function plainGradients(
  task: WeighedTask,
  weights: readonly TrainedWeight[],
  options: GradientOptions,
): GradientStep<ReadyBatch> {
  const compiled = new Map<string, Promise<CompiledStep>>()
  const seedsOf = new Map(task.columns.encoded.map(({ name }, column) => [name, column]))
  return {
    async prepare(examples, signal) {
      const batch = checkedBatch(task.columns, examples)
      const items: Record<string, readonly unknown[]> = {}
      for (const field of batch.fields.encoded)
        items[field.name] = await prepareItems(field, itemsOf(field, examples), { signal, atOnce: options.atOnce })
      return { ...batch, items }
    },
    async compute({ examples, fields, items }, number) {
      const numbers = Object.fromEntries(fields.numbers.map(field => [field.name, numberTensor(field, examples)]))
      const key = JSON.stringify([
        fields.encoded.map(({ name }) => name),
        fields.numbers.map(({ name }) => [name, numbers[name]!.shape.slice(1)]),
      ])
      const compiling = compiled.get(key) ?? compile({ ...task, columns: fields }, weights, { ...options, numbers })
      compiled.set(key, compiling)
      const { session, used, targets, terms, norms, buffers } = await compiling

      const feeds: Record<string, Tensor>[] = fields.encoded.map(({ name, tower, context }) =>
        Object.fromEntries(
          Object.entries(tower.collate(items[name]!, context)).map(([input, tensor]) => [
            inputName(name, input),
            tensor,
          ]),
        ),
      )
      const { weightFeeds, rows } = restrictTables(weights, feeds)
      const tensors = targets(rows)
      const results = await session.run(
        {
          ...Object.fromEntries(Object.entries(weightFeeds).filter(([name]) => used.has(name))),
          ...(Object.assign({}, ...feeds) as Record<string, Tensor>),
          ...numbers,
          ...Object.fromEntries(
            fields.encoded.map(({ name }) => [
              seedName(name),
              dropoutSeed(number, { column: seedsOf.get(name)!, chunk: 0 }),
            ]),
          ),
        },
        { into: gradientOutputs(tensors, weightFeeds) },
      )
      return {
        loss: Number(results['loss']!.data[0]),
        terms: termNumbers(terms, results),
        ...(norms && { termNorms: termNumbers(norms, results) }),
        tensors,
        rows: Object.fromEntries(Object.entries(rows).filter(([name]) => name in tensors)),
        buffers: Object.fromEntries(
          buffers.map(({ name, output }) => [
            name,
            { sum: results[output]!.data as Float32Array<ArrayBuffer>, count: 1 },
          ]),
        ),
      } satisfies Gradients
    },
    async [Symbol.asyncDispose]() {
      for (const step of await Promise.allSettled(compiled.values()))
        if (step.status === 'fulfilled') await step.value.session.close()
    },
  }
}

async function compile(
  task: WeighedTask,
  weights: readonly TrainedWeight[],
  {
    numbers,
    termNorms,
    atOnce: _,
    ...options
  }: GradientOptions & { readonly numbers: Readonly<Record<string, Tensor>> },
): Promise<CompiledStep> {
  const graph = new Graph()
  const parameters = runParameters(graph, weights)
  const given = new Map<string, Value[]>()
  const values: Record<string, Value> = {}
  for (const field of task.columns.encoded) {
    const towerOutputs = buildField(parameters, {
      name: field.name,
      tower: field.tower,
      batch: batchSymbol(field),
      outputs: [...new Set(field.outputs.map(({ output }) => output))],
      seed: graph.input(seedName(field.name), 'int64', []),
      setBuffer: (buffer, value) => {
        const name = weightName(field.tower, buffer)
        given.set(name, [...(given.get(name) ?? []), value])
      },
    })
    for (const { column, output } of field.outputs) values[column] = towerOutputs[output]!
  }
  const { value, terms, outputs } = outputLoss(graph, task, {
    ...values,
    ...numberInputs(graph, task.columns, numbers),
    ...lossParameters(parameters, task),
  })
  const trained = weights.filter(({ isTrained }) => isTrained)
  const targets = outputGradients(value, parameters, trained)
  const buffers = [...given].map(([name, each], i) => {
    const output = `buffer ${i}`
    graph.output(
      output,
      mul(
        each.reduce((sum, one) => add(sum, one)),
        1 / each.length,
      ),
    )
    return { name, output }
  })
  const norms = termNorms && targets.length > 0 ? outputTermNorms(graph, terms, targets) : undefined
  const used = new Set(parameters.list().map(({ name }) => name))
  return {
    session: await createSession(writeOnnx(graph), options),
    used,
    targets: gradientTargets(trained.filter(({ name }) => used.has(name))),
    terms: outputs,
    norms,
    buffers,
  }
}

function seedName(field: string): string {
  return `seed of ${field}`
}
