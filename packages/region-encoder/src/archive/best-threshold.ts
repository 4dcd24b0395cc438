/** A threshold with what it gives. */
export interface Calibration {
  readonly threshold: number
  /** Mean over the texts of the F1 of their pictures; of one text, its own. */
  readonly f1: number
}

/** The scores of all pictures for one text, and which pictures show it. */
export interface ScoredPictures {
  readonly scores: readonly number[]
  readonly isShown: readonly boolean[]
}

/**
 * The threshold with the best mean F1, of the middles between neighbouring scores; of equals the highest.
 *
 * @param texts Texts that no picture shows do not count.
 */
export function bestThreshold(texts: readonly ScoredPictures[]): Calibration {
  const shown = texts.filter(({ isShown }) => isShown.includes(true))
  // For each text the change of its F1 where the threshold falls below a score.
  const changes: { readonly at: number; readonly by: number }[] = []
  for (const { scores, isShown } of shown) {
    const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!)
    const objects = isShown.filter(Boolean).length
    let right = 0
    let before = 0
    order.forEach((picture, i) => {
      if (isShown[picture]) right++
      if (scores[order[i + 1]!] === scores[picture]) return
      const f1 = (2 * right) / (i + 1 + objects)
      changes.push({ at: scores[picture]!, by: (f1 - before) / shown.length })
      before = f1
    })
  }
  changes.sort((a, b) => b.at - a.at)
  let best = { threshold: 1, f1: 0 }
  let f1 = 0
  changes.forEach(({ at, by }, i) => {
    f1 += by
    const next = changes[i + 1]?.at
    if (next !== at && f1 > best.f1 + 1e-12) best = { threshold: next === undefined ? at : (at + next) / 2, f1 }
  })
  return best
}
