import { vectors, type Hit, type VectorIndex, type Vectors } from '@towerkit/core'
import type { UserEvent } from './recommend-request.ts'

/** How many events an answer names as its reasons. */
const reasonCount = 3

/** An event of an item that the catalogue holds. */
export interface KnownEvent {
  readonly item: string
  readonly type: number
  readonly vector: Float32Array
}

/** What a request hands on to every call. */
export type Call = { readonly signal?: AbortSignal }

/**
 * The latest events whose items the catalogue holds, at most `most`, and the names of the others that were met on the
 * way to them, each once.
 */
export async function knownEvents(
  history: readonly UserEvent[],
  index: VectorIndex,
  { most, call }: { readonly most: number; readonly call: Call },
): Promise<{ readonly events: KnownEvent[]; readonly unknown: string[] }> {
  let events: KnownEvent[] = []
  const unknown = new Set<string>()
  for (let end = history.length; end > 0 && events.length < most; ) {
    const start = Math.max(0, end - most)
    const part = history.slice(start, end)
    const stored = await index.get(
      part.map(({ item }) => item),
      call,
    )
    const known = part.flatMap(({ item, type = 0 }, i) => {
      const vector = stored[i]?.vector
      if (!vector) unknown.add(item)
      return vector ? [{ item, type, vector }] : []
    })
    events = [...known, ...events]
    end = start
  }
  return { events: events.slice(-most), unknown: [...unknown] }
}

/** The hits that the index still holds, with their vectors; others were removed after they were found. */
export async function storedHits(
  hits: readonly Hit[],
  index: VectorIndex,
  call: Call,
): Promise<{ readonly hits: readonly Hit[]; readonly vectors: Vectors }> {
  const stored = await index.get(
    hits.map(({ key }) => key),
    call,
  )
  const kept = hits.flatMap((hit, i) => (stored[i] ? [{ hit, vector: stored[i].vector }] : []))
  return {
    hits: kept.map(({ hit }) => hit),
    vectors: vectors(
      kept.map(({ vector }) => vector),
      index.dimensions,
    ),
  }
}

/** The items whose events were read most; the weights of one that comes several times are added. */
export function reasonsOf(weights: Float32Array, events: readonly KnownEvent[]): { item: string; weight: number }[] {
  // Padding stands in front.
  const own = weights.subarray(weights.length - events.length)
  const byItem = new Map<string, number>()
  for (const [i, { item }] of events.entries()) byItem.set(item, (byItem.get(item) ?? 0) + own[i]!)
  return [...byItem]
    .map(([item, weight]) => ({ item, weight }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, reasonCount)
}
