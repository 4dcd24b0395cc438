import { AbortedError, TowerkitError, type StateCache, type StateEntry, type TokenStates } from '@towerkit/core'
import { batchesByLength } from '@towerkit/backbones'
import { roundedState, type Tensors, type SessionPool } from '@towerkit/runtime'
import type { Segment } from './segment.ts'

/** What `segmentStates` works with. */
export interface SegmentStatesContext {
  readonly cache: StateCache
  /** Of the segments, in their order. */
  readonly keys: readonly string[]
  readonly width: number
  /** Opened when a segment has to be encoded. */
  readonly pool: () => Promise<SessionPool>
  readonly pack: (tuples: readonly (readonly Segment[])[]) => Tensors
  /**
   * New states: 'must' throws if they cannot be stored, 'may' continues without, 'not' does not store them.
   */
  readonly storing: 'must' | 'may' | 'not'
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number) => void) | undefined
}

/** States of different segments, from the cache or encoded now, and how many were encoded. */
export async function segmentStates(
  segments: readonly Segment[],
  context: SegmentStatesContext,
): Promise<{ readonly states: TokenStates[]; readonly encoded: number }> {
  const { cache, keys, width, pool, pack, storing, signal, onProgress } = context
  const states = await cache.get(keys)
  const missing = states.flatMap((state, i) =>
    state && state.tokens === segments[i]!.ids.length && state.width === width ? [] : [i],
  )
  let done = segments.length - missing.length
  onProgress?.(done)
  for (const batch of batchesByLength(missing.map(i => segments[i]!.ids.length)).map(places =>
    places.map(place => missing[place]!),
  )) {
    if (signal?.aborted)
      throw new AbortedError(`laitEncoder: stopped by the caller after ${done} of ${segments.length} segments.`, {
        done,
        cause: signal.reason,
      })
    const encoded = await encode(
      batch.map(i => segments[i]!),
      { width, pool: await pool(), pack, signal },
    )
    batch.forEach((i, place) => {
      states[i] = roundedState(encoded[place]!, cache.precision)
    })
    if (storing !== 'not')
      await store(
        cache,
        batch.map((i, place): StateEntry => ({ key: keys[i]!, state: encoded[place]! })),
        storing === 'must',
      )
    done += batch.length
    onProgress?.(done)
  }
  return { states: states as TokenStates[], encoded: missing.length }
}

async function encode(
  batch: readonly Segment[],
  {
    width,
    pool,
    pack,
    signal,
  }: { readonly width: number; readonly pool: SessionPool } & Pick<SegmentStatesContext, 'pack' | 'signal'>,
): Promise<TokenStates[]> {
  const tensors = pack(batch.map(segment => [segment]))
  const feeds = Object.fromEntries(pool.inputs.map(({ name }) => [name, tensors[name]!]))
  const { states } = await pool.run(feeds, { wait: true, ...(signal && { signal }) })
  const all = states!.data as Float32Array
  const rowLength = all.length / batch.length
  return batch.map(({ ids }, row) => ({
    tokens: ids.length,
    width,
    data: all.slice(row * rowLength, row * rowLength + ids.length * width),
  }))
}

async function store(cache: StateCache, entries: readonly StateEntry[], mustStore: boolean): Promise<void> {
  try {
    await cache.set(entries)
  } catch (error) {
    if (mustStore || !TowerkitError.is(error, 'data')) throw error
    process.emitWarning(
      `laitEncoder: ${entries.length} states could not be stored and will be computed again: ${error.message}`,
    )
  }
}
