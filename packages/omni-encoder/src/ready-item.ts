import type { TokenStates } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'

/** What a trunk makes of one text, picture or piece of sound; or, for a trunk that is trained, what it reads. */
export type ReadyUnit = { readonly states: TokenStates } | { readonly tensors: Readonly<Record<string, Tensor>> }

/** An item whose files are read. Parts that it lacks are empty. */
export interface ReadyItem {
  /** Of a sound, its pieces; of a frozen trunk one unit, the mean of their tokens. */
  readonly sound: readonly ReadyUnit[]
  readonly pictures: readonly { readonly unit: ReadyUnit; readonly frame: number }[]
  /** The prompt, if there is one, and the text fields in their places. `kind` is one of `units`. */
  readonly texts: readonly { readonly unit: ReadyUnit; readonly tokens: number; readonly kind: number }[]
}

/** Tokens of an item after the perceiver. */
export function sequenceLength({ sound, pictures, texts }: ReadyItem, latents: number): number {
  return (
    Math.min(1, sound.length) + (pictures.length > 0 ? latents : 0) + texts.reduce((sum, { tokens }) => sum + tokens, 0)
  )
}
