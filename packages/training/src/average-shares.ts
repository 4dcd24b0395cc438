/** How much of a moving average remains, step by step. */
export interface AverageShares {
  /** Share that a step keeps. */
  of(step: number): number
  /** Share that is left after the steps `from` + 1 to `to`. */
  over(from: number, to: number): number
}

/** Shares of an average with a decay; early steps keep (1 + t) / (10 + t) at most. */
export function averageShares(decay: number): AverageShares {
  const of = (step: number) => Math.min(decay, (1 + step) / (10 + step))
  // Logarithms of the products over the steps 1 to i.
  const logarithms = [0]
  return {
    of,
    over(from, to) {
      for (let step = logarithms.length; step <= to; step++) logarithms.push(logarithms[step - 1]! + Math.log(of(step)))
      return Math.exp(logarithms[to]! - logarithms[from]!)
    },
  }
}
