import type { StateEntry, TokenStates } from '@towerkit/lait-encoder'

/** An entry whose numbers all follow from its key, so that a state of another key, or one that was changed, shows. */
export function knownEntry(
  number: number,
  { tokens = 1 + (number % 7), width = 32 }: { readonly tokens?: number; readonly width?: number } = {},
): StateEntry {
  return {
    key: `segment ${number}`,
    state: { tokens, width, data: Float32Array.from({ length: tokens * width }, (_, i) => numberAt(number, i)) },
  }
}

/** Whether a state is that of the number, or there is none. */
export function isRight(number: number, state: TokenStates | undefined): boolean {
  return (
    state === undefined ||
    (state.data.length === state.tokens * state.width && state.data.every((value, i) => value === numberAt(number, i)))
  )
}

/** Exact in float32. */
function numberAt(number: number, i: number): number {
  return (number * 31 + i * 7) % 65_521
}
