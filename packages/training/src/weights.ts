import { ArgumentError, DataError } from '@towerkit/core'
import { firstLossParameters, productOf, type Tensor } from '@towerkit/graph'
import { matches, requireMatches, type NamePattern } from './name-pattern.ts'
import type { Optimizer } from './optimizer.ts'
import { reusedMemory, type ReusedMemory } from './reused-memory.ts'
import { inputName } from './build-field.ts'
import { requireNames, towersOf } from './task-columns.ts'
import { lossWeightName, type WeighedTask } from './weighed-task.ts'
import { touchedRows, type TouchedRows } from './touched-rows.ts'
import { weightName } from './tower-parameters.ts'

/** One trained tensor with its optimiser state. The arrays are changed in place. */
export interface TrainedWeight {
  /** `tower.parameter`, or `loss.parameter`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array<ArrayBuffer>
  /** The size of `data`, by slot of the optimiser. */
  readonly state: Readonly<Record<string, Float32Array<ArrayBuffer>>>
  /** False for frozen weights and buffers: they have no state and no gradient. */
  readonly isTrained: boolean
  /** Whether a step changes it: trained weights and buffers. Only these are stored in checkpoints. */
  readonly isStored: boolean
  /** Factor of the learning rate. */
  readonly rate: number
  /** False for biases, the scales of norms and the loss's own parameters. */
  readonly decays: boolean
  /** Input tensors of the graph that index the rows of a table trained row by row. */
  readonly indexedBy: readonly string[] | undefined
  /** The rows that the run has changed, of a table trained row by row. */
  readonly touchedRows: TouchedRows | undefined
  /** Memory for the rows of a step, of a table and of its state; 'weight' and the slots of the optimiser. */
  readonly rowMemory: Readonly<Record<string, ReusedMemory>>
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
 * All weights of a run: those of its towers, then the parameters of the losses.
 *
 * @throws {ArgumentError} if a pattern matches no weight, two towers share a name but no weight, or no weight is left
 *   to train; {DataError} if a weight is not float32.
 */
export function trainedWeights(
  tasks: readonly WeighedTask[],
  optimizer: Optimizer,
  { freeze, rates }: WeightRules,
): TrainedWeight[] {
  const weights = new Map<string, TrainedWeight>()
  const owners = new Map<string, Tensor>()
  const towers = towersOf(tasks)
  requireNames(towers)
  const addWeight = (name: string, weight: Tensor, kind: WeightKind = {}) => {
    const owner = owners.get(name)
    if (owner && owner.data !== weight.data)
      throw new ArgumentError(
        `train: two towers have a weight "${name}", with arrays of their own. Give both the same array to share it, ` +
          'or another name.',
        { name },
      )
    const previous = weights.get(name)
    const indexedBy = previous ? bothIndices(previous.indexedBy, kind.indexedBy) : kind.indexedBy
    owners.set(name, weight)
    weights.set(name, trainedWeight(name, weight, { ...kind, indexedBy }))
  }
  const trainedWeight = (name: string, { dtype, shape, data }: Tensor, kind: WeightKind): TrainedWeight => {
    const { indexedBy, frozen = false, buffer = false, rate = 1 } = kind
    const isTrained = !frozen && !buffer && !freeze.some(pattern => matches(pattern, name))
    if ((isTrained || buffer) && dtype !== 'float32')
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
      isStored: isTrained || buffer,
      rate: rates.findLast(({ weights: pattern }) => matches(pattern, name))?.factor ?? rate,
      decays: shape.length >= 2,
      indexedBy,
      touchedRows: isTrained && indexedBy ? touchedRows(data as Float32Array<ArrayBuffer>, shape[0]!) : undefined,
      rowMemory: Object.fromEntries((indexedBy ? ['weight', ...slots] : []).map(slot => [slot, reusedMemory()])),
    }
  }
  const encoded = tasks.flatMap(({ columns }) => columns.encoded)
  for (const tower of towers) {
    const fields = new Set(encoded.filter(field => field.tower === tower).map(({ name }) => name))
    for (const [name, weight] of Object.entries(tower.weights)) {
      // An optimiser of whole tensors needs the whole table.
      const inputs = optimizer.wholeTensors ? undefined : tower.tables?.[name]
      addWeight(weightName(tower, name), weight, {
        indexedBy: inputs && [...fields].flatMap(field => inputs.map(input => inputName(field, input))),
        frozen: tower.frozen?.includes(name) ?? false,
        buffer: tower.buffers?.includes(name) ?? false,
        ...(tower.rates?.[name] !== undefined && { rate: tower.rates[name] }),
      })
    }
  }
  for (const task of tasks)
    for (const [name, weight] of Object.entries(firstLossParameters(task.loss)))
      addWeight(lossWeightName(task, name), weight)
  const all = [...weights.values()]
  requireRules({ freeze, rates }, all)
  return all
}

interface WeightKind {
  readonly indexedBy?: readonly string[] | undefined
  readonly frozen?: boolean
  readonly buffer?: boolean
  readonly rate?: number
}

/** A table that one tower reads whole cannot be restricted to the rows that another one names. */
function bothIndices(a: readonly string[] | undefined, b: readonly string[] | undefined): string[] | undefined {
  return a && b && [...new Set([...a, ...b])]
}

function requireRules({ freeze, rates }: WeightRules, all: readonly TrainedWeight[]): void {
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
}
