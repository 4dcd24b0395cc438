/** A source of uniform random numbers in [0, 1) whose state can be stored and restored. */
export interface SeededRandom {
  (): number
  /** The whole state; `restore` it, or hand it to `seededRandom`, to go on from here. */
  state(): number
  restore(state: number): void
}

/**
 * A small, fast generator with a 32-bit state (mulberry32): the same seed gives the same numbers everywhere.
 * Good for sampling and initialisation; not for secrets.
 *
 * @param seed Any whole number; only its lowest 32 bits count.
 * @see Tommy Ettinger's mulberry32, public domain.
 *
 * @example
 * const random = seededRandom(1)
 * random() // 0.6270739405881613
 */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return Object.assign(next, {
    state: () => state,
    restore: (stored: number) => {
      state = stored >>> 0
    },
  })
}
