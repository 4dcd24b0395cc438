import type { Segment } from './segment.ts'

/** Different segments by their keys, and tuples of indices into them. */
export interface DistinctSegments {
  readonly segments: ReadonlyMap<string, Segment>
  readonly tuples: readonly (readonly number[])[]
}

/**
 * Finds the different segments of tuples. Each array of ids is hashed once: the reader gives one array for all
 * occurrences of a text.
 */
export function distinctSegments(
  tuples: readonly (readonly Segment[])[],
  keyOf: (segment: Segment) => string,
): DistinctSegments {
  const segments = new Map<string, Segment>()
  const indices = new Map<string, number>()
  const lastOfBuffer = new Map<ArrayBufferLike, { readonly segment: Segment; readonly key: string }>()
  const keyOnce = (segment: Segment) => {
    const last = lastOfBuffer.get(segment.ids.buffer)
    if (last && isSame(last.segment, segment)) return last.key
    const key = keyOf(segment)
    lastOfBuffer.set(segment.ids.buffer, { segment, key })
    return key
  }
  const indexOf = (segment: Segment) => {
    const key = keyOnce(segment)
    const index = indices.get(key) ?? segments.size
    if (index === segments.size) {
      indices.set(key, index)
      segments.set(key, segment)
    }
    return index
  }
  return { segments, tuples: tuples.map(tuple => tuple.map(indexOf)) }
}

function isSame(a: Segment, b: Segment): boolean {
  return a.ids.byteOffset === b.ids.byteOffset && a.type === b.type && a.start === b.start
}
