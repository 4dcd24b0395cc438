import { DataError, seededRandom } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import { auxiliaryTensors } from './auxiliary-tensors.ts'
import { floats, integers, padded } from './integers.ts'
import { candidateRows, leftOut, logarithms, type Target } from './candidates.ts'
import { itemTensors } from './item-tensors.ts'
import { longTensors } from './long-tensors.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import type { ItemSource, Sequence } from './sequence.ts'
import { drawnOnly, type FilledTrainingOptions } from './training-options.ts'

/**
 * The tensors of a batch of sequences. What is drawn depends on the batch and the seed only, so that a step that is run
 * again draws the same.
 *
 * @throws {DataError} if a sequence has fewer than 2 events, or names an item that is not there.
 */
export function sequenceTensors(
  sequences: readonly Sequence[],
  source: ItemSource,
  {
    config,
    options,
    total,
  }: { readonly config: RecommenderConfig; readonly options: FilledTrainingOptions; readonly total: number },
): Record<string, Tensor> {
  for (const { items } of sequences) requireItems(items, source.count)
  const random = seededRandom(digestOf(sequences, options.seed))
  const batch = sequences.length
  const indexOf = new Map<number, number>()
  const indexed = (row: number) => {
    const known = indexOf.get(row)
    if (known !== undefined) return known
    indexOf.set(row, indexOf.size)
    return indexOf.size - 1
  }

  const lengths = sequences.map(({ items }) => Math.min(config.events, items.length - 1))
  const length = Math.max(...lengths)
  const history = padded(batch, length)
  const types = padded(batch, length)
  const mask = padded(batch, length)
  const targets: Target[] = []
  sequences.forEach(({ items, types: given, targets: most = Infinity }, sequence) => {
    const own = lengths[sequence]!
    const first = items.length - 1 - own
    for (let i = 0; i < own; i++) {
      const at = sequence * length + length - own + i
      history[at] = BigInt(indexed(items[first + i]!))
      types[at] = BigInt(given?.[first + i] ?? 0)
      mask[at] = 1n
      const isTarget = options.targets === 'last' ? i === own - 1 : i >= own - most
      if (isTarget) targets.push({ at, row: items[first + i + 1]!, sequence })
    }
  })

  const { rows: candidates, drawn } = candidateRows(targets, source, { options, random })
  const placeOf = new Map(candidates.map((row, place) => [row, place]))
  const lastTarget = sequences.map(({ items }) => placeOf.get(items[items.length - 1]!)!)
  const tensors: Record<string, Tensor> = {
    history: integers(history, [batch, length]),
    ...(config.types > 1 && { types: integers(types, [batch, length]) }),
    mask: integers(mask, [batch, length]),
    positions: integers(
      Array.from({ length }, (_, i) => config.events - length + i),
      [length],
    ),
    candidates: integers(candidates.map(indexed), [candidates.length]),
    logQ: floats(logarithms(candidates, source, { targets: targets.length, total, options }), [candidates.length]),
    targetAt: integers(
      targets.map(({ at }) => at),
      [targets.length],
    ),
    positives: integers(
      targets.map(({ row }) => placeOf.get(row)!),
      [targets.length],
    ),
    sequenceOf: integers(
      targets.map(({ sequence }) => sequence),
      [targets.length],
    ),
    ...(drawnOnly(options.negatives) && { competing: integers([...Array(drawn).keys()], [drawn]) }),
    ...(options.maskKnown && { known: knownCandidates(sequences, placeOf) }),
    lastTarget: integers(lastTarget, [batch]),
  }
  if (options.weights.auxiliary > 0)
    Object.assign(tensors, auxiliaryTensors(targets, { batch, length, candidates, placeOf, options, random }))
  if (options.weights.ranker > 0) {
    const many = Math.max(1, Math.min(options.rankerNegatives, candidates.length - 1))
    tensors['hard'] = integers(new Array<number>(many).fill(0), [many])
    Object.assign(tensors, longTensors(sequences, config, indexed))
  }
  return { ...tensors, ...itemTensors([...indexOf.keys()], source, { config, rowDropout: options.rowDropout, random }) }
}

/** [batch, candidates]: what is added to the scores of candidates that are in a sequence themselves. */
function knownCandidates(sequences: readonly Sequence[], placeOf: ReadonlyMap<number, number>): Tensor {
  const terms = new Float32Array(sequences.length * placeOf.size)
  sequences.forEach(({ items }, sequence) => {
    for (let i = 0; i < items.length; i++) {
      const place = placeOf.get(items[i]!)
      if (place !== undefined) terms[sequence * placeOf.size + place] = leftOut
    }
  })
  return { dtype: 'float32', shape: [sequences.length, placeOf.size], data: terms }
}

function requireItems(items: ArrayLike<number>, count: number): void {
  if (items.length < 2)
    throw new DataError(`sequenceTensors: a sequence of ${items.length} events. Give at least 2.`, {
      events: items.length,
    })
  for (let i = 0; i < items.length; i++) {
    const row = items[i]!
    if (!Number.isInteger(row) || row < 0 || row >= count)
      throw new DataError(`sequenceTensors: event ${i} is of item ${row}, of ${count} items. Give rows of the table.`, {
        event: i,
        item: row,
        count,
      })
  }
}

/** FNV-1a over the items of a batch. */
function digestOf(sequences: readonly Sequence[], seed: number): number {
  let state = (0x811c9dc5 ^ seed) >>> 0
  for (const { items } of sequences)
    for (let i = 0; i < items.length; i++) state = Math.imul(state ^ items[i]!, 0x01000193) >>> 0
  return state
}
