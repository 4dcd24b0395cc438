import { DataError, ShapeError } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import type { RecommenderConfig } from './recommender-config.ts'
import type { VectorHistory } from './recommender-server.ts'

/** The tensors of the user graph. */
export function historyTensors(histories: readonly VectorHistory[], config: RecommenderConfig): Record<string, Tensor> {
  const tensors = eventTensors(histories, config.events, config)
  const length = tensors.mask.shape[1]!
  const positions = BigInt64Array.from({ length }, (_, i) => BigInt(config.events - length + i))
  return {
    events: tensors.events,
    ...(tensors.types && { types: tensors.types }),
    mask: tensors.mask,
    positions: { dtype: 'int64', shape: [length], data: positions },
  }
}

/** The latest events, padding in front. */
export function eventTensors(
  histories: readonly VectorHistory[],
  most: number,
  { width, types: typeCount }: RecommenderConfig,
): { readonly events: Tensor; readonly types?: Tensor; readonly mask: Tensor } {
  const lengths = histories.map(({ items }) => Math.min(most, items.count))
  const length = Math.max(1, ...lengths)
  const shape = [histories.length, length]
  const events = new Float32Array(histories.length * length * width)
  const types = new BigInt64Array(histories.length * length)
  const mask = new BigInt64Array(histories.length * length)
  histories.forEach(({ items, types: given }, row) => {
    if (items.dimensions !== width)
      throw new ShapeError(
        `recommenderServer: events of ${items.dimensions} dimensions, the model has ${width}. Give its own vectors.`,
        { dimensions: items.dimensions, width },
      )
    if (items.count === 0)
      throw new ShapeError(`recommenderServer: history ${row} has no events. Give at least one.`, { history: row })
    for (let i = 0; i < (given?.length ?? 0); i++)
      if (!Number.isInteger(given![i]) || given![i]! < 0 || given![i]! >= typeCount)
        throw new DataError(
          `recommenderServer: an event has the type ${given![i]}, the model knows ${typeCount}, from 0. Give one ` +
            'of them.',
          { type: given![i], types: typeCount },
        )
    const own = lengths[row]!
    const first = items.count - own
    events.set(items.data.subarray(first * width, items.count * width), (row * length + length - own) * width)
    for (let i = 0; i < own; i++) {
      types[row * length + length - own + i] = BigInt(given?.[first + i] ?? 0)
      mask[row * length + length - own + i] = 1n
    }
  })
  return {
    events: { dtype: 'float32', shape: [...shape, width], data: events },
    ...(typeCount > 1 && { types: { dtype: 'int64' as const, shape, data: types } }),
    mask: { dtype: 'int64', shape, data: mask },
  }
}
