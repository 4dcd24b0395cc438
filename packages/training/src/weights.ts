import type { Loss, Weight } from '@towerkit/graph'
import type { Optimizer } from './optimizer.ts'
import { reusedMemory, type ReusedMemory } from './reused-memory.ts'
import { towersOf, type Column } from './towers.ts'

/** One trained tensor with its optimiser state. The arrays are changed in place. */
export interface TrainedWeight {
  /** `tower.parameter`, or `loss.parameter`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array<ArrayBuffer>
  /** The size of `data`, by slot of the optimiser. */
  readonly state: Readonly<Record<string, Float32Array<ArrayBuffer>>>
  /** False for biases, the scales of norms and the loss's own parameters. */
  readonly decays: boolean
  /** Input tensors that index the rows of a table trained row by row, as `column.input`. */
  readonly indexedBy: readonly string[] | undefined
  /** Where the touched rows of a table and of its state are copied to; 'weight' and the slots of the optimiser. */
  readonly touched: Readonly<Record<string, ReusedMemory>>
}

/** All that one run trains: the weights of its towers, then the parameters of the loss. */
export function trainedWeights(columns: readonly Column[], loss: Loss, optimizer: Optimizer): TrainedWeight[] {
  const withState = (name: string, { shape, data }: Weight, indexedBy?: readonly string[]): TrainedWeight => ({
    name,
    shape,
    data: data as Float32Array<ArrayBuffer>,
    state: Object.fromEntries(optimizer.slots.map(slot => [slot, new Float32Array(data.length)])),
    decays: shape.length >= 2,
    indexedBy,
    touched: Object.fromEntries((indexedBy ? ['weight', ...optimizer.slots] : []).map(slot => [slot, reusedMemory()])),
  })
  const towers = towersOf(columns).flatMap(tower => Object.entries(tower.weights).map(([name, weight]) => {
    const inputs = tower.tables?.[name]
    const indexedBy = inputs && columns.filter(column => column.tower === tower).flatMap(column => inputs.map(input => `${column.name}.${input}`))
    return withState(`${tower.name}.${name}`, weight, indexedBy)
  }))
  const own = Object.entries(loss.parameters ?? {}).map(([name, value]) => withState(`loss.${name}`, { dtype: 'float32', shape: [], data: Float32Array.of(value) }))
  return [...towers, ...own]
}
