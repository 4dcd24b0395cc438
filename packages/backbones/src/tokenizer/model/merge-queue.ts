/** Positions are below it; rank and position together are exact as one number. */
const positionBase = 2 ** 26

/** A binary heap of merges: the lowest rank first, and among equal ones the first position. */
export function mergeQueue() {
  const heap: number[] = []
  return {
    size: () => heap.length,
    push(rank: number, position: number) {
      const key = rank * positionBase + position
      let at = heap.push(key) - 1
      while (at > 0) {
        const parent = (at - 1) >> 1
        if (heap[parent]! <= key) break
        heap[at] = heap[parent]!
        at = parent
      }
      heap[at] = key
    },
    /** Only if there is one. */
    pop(): { readonly rank: number; readonly position: number } {
      const first = heap[0]!
      const last = heap.pop()!
      const count = heap.length
      if (count > 0) {
        let at = 0
        for (;;) {
          let child = 2 * at + 1
          if (child + 1 < count && heap[child + 1]! < heap[child]!) child++
          if (child >= count || heap[child]! >= last) break
          heap[at] = heap[child]!
          at = child
        }
        heap[at] = last
      }
      const rank = Math.floor(first / positionBase)
      return { rank, position: first - rank * positionBase }
    },
  }
}
