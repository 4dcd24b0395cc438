import { AbortedError, type TokenStates } from '@towerkit/core'
import { batchesByLength } from '@towerkit/backbones'
import type { SessionPool, Tensors } from '@towerkit/runtime'

/** What `joinSegments` works with. */
export interface JoinSegmentsContext {
  readonly pool: SessionPool
  readonly dimensions: number
  readonly width: number
  /** Tokens of a batch, padding included. */
  readonly budget: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number) => void) | undefined
}

/**
 * Runs the joint layers over tuples of states, in batches of similar length.
 *
 * @param tuples The segments of each tuple, as indices into `states`.
 * @returns `dimensions` numbers for each tuple, in their order.
 */
export async function joinSegments(
  tuples: readonly (readonly number[])[],
  states: readonly TokenStates[],
  { pool, dimensions, width, budget, signal, onProgress }: JoinSegmentsContext,
): Promise<Float32Array> {
  const result = new Float32Array(tuples.length * dimensions)
  const lengths = tuples.map(tuple => tuple.reduce((sum, place) => sum + states[place]!.tokens, 0))
  let done = 0
  const run = async (batch: readonly number[]) => {
    const { output } = await pool.run(
      jointTensors(
        batch.map(i => tuples[i]!),
        states,
        width,
      ),
      { wait: true, ...(signal && { signal }) },
    )
    const numbers = output!.data as Float32Array
    batch.forEach((index, row) =>
      result.set(numbers.subarray(row * dimensions, (row + 1) * dimensions), index * dimensions),
    )
    done += batch.length
    onProgress?.(done)
  }
  // The tensors of the next batch are made while this one runs.
  let running: Promise<void> = Promise.resolve()
  for (const batch of batchesByLength(lengths, { budget })) {
    if (signal?.aborted)
      throw new AbortedError(`laitEncoder: stopped by the caller after ${done} of ${tuples.length} inputs.`, {
        done,
        cause: signal.reason,
      })
    const next = run(batch)
    next.catch(() => {})
    await running
    running = next
  }
  await running
  return result
}

/** The inputs of `jointGraph`: each state once, however many tuples have it. */
export function jointTensors(
  tuples: readonly (readonly number[])[],
  states: readonly TokenStates[],
  width: number,
): Tensors {
  const firstRows = new Map<number, number>()
  let tokens = 0
  for (const place of tuples.flat()) {
    if (firstRows.has(place)) continue
    firstRows.set(place, tokens)
    tokens += states[place]!.tokens
  }
  const table = new Float32Array(tokens * width)
  for (const [place, row] of firstRows) table.set(states[place]!.data, row * width)

  const sequence = Math.max(...tuples.map(tuple => tuple.reduce((sum, place) => sum + states[place]!.tokens, 0)))
  const shape = [tuples.length, sequence]
  const rows = new BigInt64Array(tuples.length * sequence)
  const segmentIds = new BigInt64Array(tuples.length * sequence)
  // The lower halves of the 64-bit numbers, little-endian as all machines that Node.js runs on; filling them is many
  // times as fast.
  const lowRows = new Int32Array(rows.buffer)
  const lowSegmentIds = new Int32Array(segmentIds.buffer)
  for (const [index, tuple] of tuples.entries()) {
    let at = index * sequence
    for (const [segment, place] of tuple.entries()) {
      const first = firstRows.get(place)!
      for (let token = 0; token < states[place]!.tokens; token++, at++) {
        lowRows[2 * at] = first + token
        lowSegmentIds[2 * at] = segment + 1
      }
    }
  }
  return {
    states: { dtype: 'float32', shape: [tokens, width], data: table },
    rows: { dtype: 'int64', shape, data: rows },
    segment_ids: { dtype: 'int64', shape, data: segmentIds },
  }
}
