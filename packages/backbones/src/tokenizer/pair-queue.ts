/** A candidate merge with the count it had when it was queued. */
export interface QueuedPair {
  readonly left: number
  readonly right: number
  readonly count: number
  /** Both tokens in one string; decides between equal counts, so that the order of the texts does not matter. */
  readonly label: string
}

/** A binary heap whose `pop` gives the highest count, and among equal counts the smallest label. */
export function pairQueue() {
  const heap: QueuedPair[] = []
  const before = (a: QueuedPair, b: QueuedPair) => a.count > b.count || (a.count === b.count && a.label < b.label)
  return {
    push(pair: QueuedPair) {
      let place = heap.push(pair) - 1
      while (place > 0) {
        const parent = (place - 1) >> 1
        if (!before(pair, heap[parent]!)) break
        heap[place] = heap[parent]!
        place = parent
      }
      heap[place] = pair
    },
    pop(): QueuedPair | undefined {
      const first = heap[0]
      const last = heap.pop()
      if (last === undefined || heap.length === 0) return first
      let place = 0
      for (;;) {
        let child = 2 * place + 1
        if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
        if (child >= heap.length || !before(heap[child]!, last)) break
        heap[place] = heap[child]!
        place = child
      }
      heap[place] = last
      return first
    },
  }
}
