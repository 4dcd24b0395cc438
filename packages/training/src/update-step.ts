import { Graph, mul, writeOnnx, type Shape } from '@towerkit/graph'
import { createSession, type Session, type SessionOptions, type Tensors } from '@towerkit/runtime'
import type { Gradients } from './gradients.ts'
import type { Optimizer } from './optimizer.ts'
import { gatherRows, scatterRows } from './table-rows.ts'
import type { TrainedWeight } from './weights.ts'

/** Elements that one run of the update takes: large enough to hide the call, small enough for the processor's cache. */
const blockSize = 1 << 17

/** Changes weights and optimiser state in place. */
export interface UpdateStep extends AsyncDisposable {
  /**
   * @param scale Multiplies all gradients: the average over accumulated batches, and clipping.
   * @param step From 1.
   */
  apply(
    weights: readonly TrainedWeight[],
    gradients: Gradients,
    settings: { readonly scale: number; readonly step: number; readonly learningRate: number },
  ): Promise<void>
}

/** The optimiser's update as a graph over blocks of elements, so that its memory does not grow with the model. */
export async function createUpdateStep(optimizer: Optimizer, options: SessionOptions): Promise<UpdateStep> {
  const scalarNames = Object.keys(optimizer.scalars({ step: 1, learningRate: 0, decays: true }))
  const models = optimizer.wholeTensors
    ? { vector: updateModel(optimizer, scalarNames, ['n']), matrix: updateModel(optimizer, scalarNames, ['n', 'm']) }
    : { vector: updateModel(optimizer, scalarNames, ['n']) }
  const session = await createSession(models.vector, options)
  const matrixSession = models.matrix && (await createSession(models.matrix, options))
  return {
    async apply(weights, { tensors, rows }, { scale, step, learningRate }) {
      for (const weight of weights) {
        const gradient = tensors[weight.name]
        if (!gradient) continue
        const numbers = {
          ...optimizer.scalars({ step, learningRate: learningRate * weight.rate, decays: weight.decays }),
          scale,
        }
        const scalars = Object.fromEntries(
          Object.entries(numbers).map(([name, value]) => [
            name,
            { dtype: 'float32' as const, shape: [], data: Float32Array.of(value) },
          ]),
        )
        const changed = rows[weight.name]
        if (optimizer.wholeTensors)
          await updateWhole(weight.shape.length > 1 ? matrixSession! : session, weight, {
            gradient,
            scalars,
            slotShape: optimizer.wholeTensors.slotShape,
          })
        else if (!changed) await updateBlocks(session, weight.data, gradient, weight.state, scalars)
        else await updateRows(session, weight, gradient, changed, scalars)
      }
    },
    [Symbol.asyncDispose]: async () => void (await Promise.all([session.close(), matrixSession?.close()])),
  }
}

function updateModel(
  optimizer: Optimizer,
  scalarNames: readonly string[],
  shape: readonly ['n'] | readonly ['n', 'm'],
): Uint8Array {
  const graph = new Graph()
  const weight = graph.input('weight', 'float32', shape)
  const gradient = graph.input('gradient', 'float32', shape)
  const state = Object.fromEntries(
    optimizer.slots.map(slot => [
      slot,
      graph.input(slot, 'float32', optimizer.wholeTensors?.slotShape(slot, shape) ?? ['n']),
    ]),
  )
  const scale = graph.input('scale', 'float32', [])
  const scalars = Object.fromEntries(scalarNames.map(name => [name, graph.input(name, 'float32', [])]))
  const updated = optimizer.update({ weight, gradient: mul(gradient, scale), state, scalars })
  graph.output('new weight', updated.weight)
  for (const slot of optimizer.slots) graph.output(`new ${slot}`, updated.state[slot]!)
  return writeOnnx(graph)
}

type Slots = Readonly<Record<string, Float32Array<ArrayBuffer>>>

async function updateBlocks(
  session: Session,
  weight: Float32Array<ArrayBuffer>,
  gradient: Float32Array<ArrayBuffer>,
  state: Slots,
  scalars: Tensors,
): Promise<void> {
  for (let start = 0; start < weight.length; start += blockSize) {
    const end = Math.min(start + blockSize, weight.length)
    const block = (data: Float32Array<ArrayBuffer>) => ({
      dtype: 'float32' as const,
      shape: [end - start],
      data: data.subarray(start, end),
    })
    const blocks = Object.fromEntries(Object.entries({ weight, ...state }).map(([name, data]) => [name, block(data)]))
    const into = Object.fromEntries(Object.entries(blocks).map(([name, tensor]) => [`new ${name}`, tensor]))
    await session.run({ ...blocks, gradient: block(gradient), ...scalars }, { into })
  }
}

/** Updates a tensor in its own shape. */
async function updateWhole(
  session: Session,
  { shape, data, state }: TrainedWeight,
  {
    gradient,
    scalars,
    slotShape,
  }: {
    readonly gradient: Float32Array<ArrayBuffer>
    readonly scalars: Tensors
    slotShape(slot: string, shape: Shape): Shape
  },
): Promise<void> {
  const matrixShape = shape.length <= 1 ? [data.length] : [shape[0]!, data.length / shape[0]!]
  const tensors = {
    weight: { dtype: 'float32' as const, shape: matrixShape, data },
    ...Object.fromEntries(
      Object.entries(state).map(([slot, values]) => [
        slot,
        { dtype: 'float32' as const, shape: slotShape(slot, matrixShape) as readonly number[], data: values },
      ]),
    ),
  }
  const results = await session.run({
    ...tensors,
    gradient: { dtype: 'float32', shape: matrixShape, data: gradient },
    ...scalars,
  })
  for (const [name, tensor] of Object.entries(tensors)) tensor.data.set(results[`new ${name}`]!.data as Float32Array)
}

/** Copies the rows of the gradient out, updates them, and copies them back. */
async function updateRows(
  session: Session,
  { data, shape, state, rowMemory }: TrainedWeight,
  gradient: Float32Array<ArrayBuffer>,
  rows: Int32Array,
  scalars: Tensors,
): Promise<void> {
  const length = rows.length * (data.length / shape[0]!)
  const arrays = { weight: data, ...state }
  const compact = Object.fromEntries(Object.keys(arrays).map(slot => [slot, rowMemory[slot]!(length)]))
  for (const [slot, array] of Object.entries(arrays)) gatherRows(array, rows, compact[slot]!)
  const { weight, ...slots } = compact
  await updateBlocks(session, weight!, gradient, slots, scalars)
  for (const [slot, array] of Object.entries(arrays)) scatterRows(array, rows, compact[slot]!)
}
