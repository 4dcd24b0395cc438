import { DataError, seededRandom } from '@towerkit/core'
import type { Weight } from '@towerkit/graph'
import { itemTensors } from './item-tensors.ts'
import type { RecommenderConfig } from './recommender-config.ts'
import type { ItemSource, Sequence } from './sequence.ts'
import type { FilledTrainingOptions } from './training-options.ts'

/**
 * The tensors of a batch of sequences. What is drawn depends on the batch and the seed only, so that a step that is run
 * again draws the same.
 *
 * @throws {DataError} if a sequence has fewer than 2 events, or names an item that is not there.
 */
export function sequenceTensors(
  sequences: readonly Sequence[],
  source: ItemSource,
  { config, options }: { readonly config: RecommenderConfig; readonly options: FilledTrainingOptions },
): Record<string, Weight> {
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
  const targets: { readonly at: number; readonly row: number; readonly sequence: number }[] = []
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

  const candidates = candidateRows(targets, source, { options, random })
  const placeOf = new Map(candidates.map((row, place) => [row, place]))
  const lastTarget = sequences.map(({ items }) => placeOf.get(items[items.length - 1]!)!)
  const tensors: Record<string, Weight> = {
    history: integers(history, [batch, length]),
    ...(config.types > 1 && { types: integers(types, [batch, length]) }),
    mask: integers(mask, [batch, length]),
    positions: integers(
      Array.from({ length }, (_, i) => config.events - length + i),
      [length],
    ),
    candidates: integers(candidates.map(indexed), [candidates.length]),
    logQ: floats(logarithms(candidates, targets.length, source, options), [candidates.length]),
    targetAt: integers(
      targets.map(({ at }) => at),
      [targets.length],
    ),
    positives: integers(
      targets.map(({ row }) => placeOf.get(row)!),
      [targets.length],
    ),
    ignored: ignoredPairs(targets, sequences, { placeOf, isOn: options.maskKnown }),
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

interface Target {
  readonly at: number
  readonly row: number
  readonly sequence: number
}

/** Different rows that compete: all targets of the batch, then what is drawn, each once. */
function candidateRows(
  targets: readonly Target[],
  { count }: ItemSource,
  { options: { negatives }, random }: { readonly options: FilledTrainingOptions; readonly random: () => number },
): number[] {
  if (negatives === 'all') return Array.from({ length: count }, (_, row) => row)
  const rows = new Set(targets.map(({ row }) => row))
  const wanted = negatives === 'batch' ? 0 : negatives.drawn
  for (let i = 0; i < wanted; i++) rows.add(Math.floor(random() * count))
  // Two at least, or there is nothing to tell a target from.
  while (rows.size < Math.min(2, count)) rows.add(Math.floor(random() * count))
  return [...rows]
}

/** ln of the expected number of times that a row is among the candidates, at most once. */
function logarithms(
  rows: readonly number[],
  targets: number,
  { count, frequencies }: ItemSource,
  { negatives, logQ }: FilledTrainingOptions,
): number[] {
  if (!logQ || negatives === 'all') return rows.map(() => 0)
  let total = 0
  for (let row = 0; row < count; row++) total += frequencies[row]!
  const drawn = negatives === 'batch' ? 0 : negatives.drawn
  return rows.map(row => {
    const absent = (1 - frequencies[row]! / total) ** targets * (1 - 1 / count) ** drawn
    return Math.log(Math.max(1 - absent, 1e-9))
  })
}

/** Pairs (target, candidate) that do not count: other items of the target's own sequence. */
function ignoredPairs(
  targets: readonly Target[],
  sequences: readonly Sequence[],
  { placeOf, isOn }: { readonly placeOf: ReadonlyMap<number, number>; readonly isOn: boolean },
): Weight {
  const pairs: number[] = []
  if (isOn) {
    const placesOf = sequences.map(({ items }) => [
      ...new Set(Array.from(items, row => placeOf.get(row)).filter(place => place !== undefined)),
    ])
    targets.forEach(({ row, sequence }, target) => {
      const own = placeOf.get(row)!
      for (const place of placesOf[sequence]!) if (place !== own) pairs.push(target, place)
    })
  }
  return integers(pairs, [pairs.length / 2, 2])
}

/** At some places of each sequence its target and negatives, as candidates that read the history up to there. */
function auxiliaryTensors(
  targets: readonly Target[],
  {
    batch,
    length,
    candidates,
    placeOf,
    options: { auxiliaryPlaces: places, auxiliaryNegatives: negatives },
    random,
  }: {
    readonly batch: number
    readonly length: number
    readonly candidates: readonly number[]
    readonly placeOf: ReadonlyMap<number, number>
    readonly options: FilledTrainingOptions
    readonly random: () => number
  },
): Record<string, Weight> {
  const own = Array.from({ length: batch }, (): Target[] => [])
  for (const target of targets) own[target.sequence]!.push(target)
  const chosen = own.flatMap(all =>
    // The last target always, the others by chance.
    Array.from({ length: places }, (_, i) => all[i === 0 ? all.length - 1 : Math.floor(random() * all.length)]!),
  )
  const auxiliary = chosen.flatMap(({ row }) => {
    const positive = placeOf.get(row)!
    const others = Array.from({ length: negatives }, () => {
      const drawn = Math.floor(random() * (candidates.length - 1))
      return candidates.length === 1 ? 0 : drawn < positive ? drawn : drawn + 1
    })
    return [positive, ...others]
  })
  const seesUpTo = chosen.flatMap(({ at }) => new Array<number>(1 + negatives).fill(at % length))
  const shape = [batch, places * (1 + negatives)]
  return { auxiliary: integers(auxiliary, shape), seesUpTo: integers(seesUpTo, shape) }
}

/** All events before the last one, for the ranker. */
function longTensors(
  sequences: readonly Sequence[],
  { longEvents, types }: RecommenderConfig,
  indexed: (row: number) => number,
): Record<string, Weight> {
  const lengths = sequences.map(({ items }) => Math.min(longEvents, items.length - 1))
  const longest = Math.max(...lengths)
  const shape = [sequences.length, longest]
  const long = padded(sequences.length, longest)
  const longTypes = padded(sequences.length, longest)
  const longMask = padded(sequences.length, longest)
  sequences.forEach(({ items, types: given }, sequence) => {
    const first = items.length - 1 - lengths[sequence]!
    for (let i = 0; i < lengths[sequence]!; i++) {
      const at = sequence * longest + i
      long[at] = BigInt(indexed(items[first + i]!))
      longTypes[at] = BigInt(given?.[first + i] ?? 0)
      longMask[at] = 1n
    }
  })
  return {
    long: integers(long, shape),
    ...(types > 1 && { longTypes: integers(longTypes, shape) }),
    longMask: integers(longMask, shape),
  }
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

function padded(rows: number, columns: number): BigInt64Array<ArrayBuffer> {
  return new BigInt64Array(rows * columns)
}

function integers(values: readonly number[] | BigInt64Array<ArrayBuffer>, shape: readonly number[]): Weight {
  return { dtype: 'int64', shape, data: values instanceof BigInt64Array ? values : BigInt64Array.from(values, BigInt) }
}

function floats(values: readonly number[], shape: readonly number[]): Weight {
  return { dtype: 'float32', shape, data: Float32Array.from(values) }
}
