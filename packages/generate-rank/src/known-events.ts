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

/** The events whose items the catalogue holds, and the names of the others, each once. */
export async function knownEvents(
  history: readonly UserEvent[],
  index: VectorIndex,
  call: Call,
): Promise<{ readonly events: KnownEvent[]; readonly unknown: string[] }> {
  const stored = await index.get(
    history.map(({ item }) => item),
    call,
  )
  const events: KnownEvent[] = []
  const unknown = new Set<string>()
  history.forEach(({ item, type = 0 }, i) => {
    const vector = stored[i]?.vector
    if (vector) events.push({ item, type, vector })
    else unknown.add(item)
  })
  return { events, unknown: [...unknown] }
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

/** The events that were read most. */
export function reasonsOf(weights: Float32Array, events: readonly KnownEvent[]): { item: string; weight: number }[] {
  // Padding stands in front.
  const own = weights.subarray(weights.length - events.length)
  return events
    .map(({ item }, i) => ({ item, weight: own[i]! }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, reasonCount)
}
