import { ArgumentError, DataError } from '@towerkit/core'
import { firstLossParameters, productOf, type Loss, type Weight } from '@towerkit/graph'
import { matches, requireMatches, type NamePattern } from './name-pattern.ts'
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
  /** False for frozen weights: they have no state, no gradient, and are not stored in checkpoints. */
  readonly isTrained: boolean
  /** Factor of the learning rate. */
  readonly rate: number
  /** False for biases, the scales of norms and the loss's own parameters. */
  readonly decays: boolean
  /** Input tensors that index the rows of a table trained row by row, as `column.input`. */
  readonly indexedBy: readonly string[] | undefined
  /** Where the touched rows of a table and of its state are copied to; 'weight' and the slots of the optimiser. */
  readonly touched: Readonly<Record<string, ReusedMemory>>
}

/** A learning rate of its own for some weights. */
export interface RateRule {
  readonly weights: NamePattern
  /** Times the learning rate of the step; above 0. To train nothing, freeze. */
  readonly factor: number
}

/** Which weights are trained, and how fast. */
export interface WeightRules {
  readonly freeze: readonly NamePattern[]
  /** The last rule that fits a weight counts. */
  readonly rates: readonly RateRule[]
}

/**
 * All weights of a run: those of its towers, then the parameters of the loss.
 *
 * @throws {ArgumentError} if a pattern fits no weight, or nothing is left to train; {DataError} if a weight is not
 *   float32.
 */
export function trainedWeights(
  columns: readonly Column[],
  loss: Loss,
  optimizer: Optimizer,
  { freeze, rates }: WeightRules,
): TrainedWeight[] {
  const withState = (
    name: string,
    { dtype, shape, data }: Weight,
    {
      indexedBy,
      frozen = false,
    }: { readonly indexedBy?: readonly string[] | undefined; readonly frozen?: boolean } = {},
  ): TrainedWeight => {
    const isTrained = !frozen && !freeze.some(pattern => matches(pattern, name))
    if (isTrained && dtype !== 'float32')
      throw new DataError(`train: "${name}" is ${dtype}. Only float32 weights are trained; freeze it.`, { name, dtype })
    const slots = isTrained ? optimizer.slots : []
    return {
      name,
      shape,
      data: data as Float32Array<ArrayBuffer>,
      state: Object.fromEntries(
        slots.map(slot => [
          slot,
          new Float32Array(
            optimizer.wholeTensors ? Number(productOf(optimizer.wholeTensors.slotShape(slot, shape))) : data.length,
          ),
        ]),
      ),
      isTrained,
      rate: rates.findLast(({ weights }) => matches(weights, name))?.factor ?? 1,
      decays: shape.length >= 2,
      indexedBy,
      touched: Object.fromEntries((indexedBy ? ['weight', ...slots] : []).map(slot => [slot, reusedMemory()])),
    }
  }
  const towers = towersOf(columns).flatMap(tower =>
    Object.entries(tower.weights).map(([name, weight]) => {
      // An optimiser of whole tensors needs the whole table.
      const inputs = optimizer.wholeTensors ? undefined : tower.tables?.[name]
      const indexedBy =
        inputs &&
        columns
          .filter(column => column.tower === tower)
          .flatMap(column => inputs.map(input => `${column.name}.${input}`))
      return withState(`${tower.name}.${name}`, weight, { indexedBy, frozen: tower.frozen?.includes(name) ?? false })
    }),
  )
  const own = Object.entries(firstLossParameters(loss)).map(([name, weight]) => withState(`loss.${name}`, weight))
  const all = [...towers, ...own]
  const names = all.map(({ name }) => name)
  requireMatches('freeze', freeze, names)
  requireMatches(
    'learningRates',
    rates.map(({ weights }) => weights),
    names,
  )
  const odd = rates.find(({ factor }) => !(factor > 0 && Number.isFinite(factor)))
  if (odd)
    throw new ArgumentError(
      `train: learningRates has the factor ${odd.factor} for ${String(odd.weights)}. Give a number above 0, or ` +
        'freeze the weights.',
      { factor: odd.factor },
    )
  if (!all.some(({ isTrained }) => isTrained))
    throw new ArgumentError(`train: all ${all.length} weights are frozen. Leave some to train.`, {
      weights: all.length,
    })
  return all
}
