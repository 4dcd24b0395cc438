/** The best rows seen so far for one query. */
export interface BestRows {
  /** A row scoring below this is not among the best. */
  threshold(): number
  /** Takes the row in if it is among the best. */
  offer(row: number, score: number): void
  /** @returns the best, best first. */
  sorted(): { readonly row: number; readonly score: number }[]
}

/**
 * Collects the `limit` rows with the highest scores; of equal scores those with the lower order.
 * A heap with the worst of the best at its root.
 *
 * @param order Orders rows with equal scores. Different for each row.
 */
export function bestRows(limit: number, order: (row: number) => number): BestRows {
  const scores = new Float64Array(limit)
  const rows = new Float64Array(limit)
  let size = 0
  const worse = (score: number, row: number, place: number) =>
    score < scores[place]! || (score === scores[place]! && order(row) > order(rows[place]!))
  const set = (place: number, row: number, score: number) => {
    rows[place] = row
    scores[place] = score
  }

  function siftUp(row: number, score: number): void {
    let place = size++
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!worse(score, row, parent)) break
      set(place, rows[parent]!, scores[parent]!)
      place = parent
    }
    set(place, row, score)
  }

  function siftDown(row: number, score: number): void {
    let place = 0
    while (2 * place + 1 < size) {
      let child = 2 * place + 1
      if (child + 1 < size && worse(scores[child + 1]!, rows[child + 1]!, child)) child++
      if (worse(score, row, child)) break
      set(place, rows[child]!, scores[child]!)
      place = child
    }
    set(place, row, score)
  }

  return {
    threshold: () => (size < limit ? -Infinity : scores[0]!),
    offer(row, score) {
      if (size < limit) siftUp(row, score)
      else if (!worse(score, row, 0)) siftDown(row, score)
    },
    sorted: () =>
      Array.from({ length: size }, (_, i) => ({ row: rows[i]!, score: scores[i]! })).sort(
        (a, b) => b.score - a.score || order(a.row) - order(b.row),
      ),
  }
}
