import type { TextTrunk } from './text-trunk.ts'
import type { SettledChoices } from './omni-choices.ts'
import type { SoundTrunk } from './sound-trunk.ts'
import type { Modality } from './trunk.ts'
import type { VisionTrunk } from './vision-trunk.ts'

/** What the networks of an encoder, for training and for serving, are built from. */
export interface OmniNetwork {
  readonly choices: SettledChoices
  readonly text: TextTrunk
  readonly vision: VisionTrunk | undefined
  readonly sound: SoundTrunk | undefined
  /** Trunks that are part of the trained network; the others are frozen, and their tokens kept in the cache. */
  readonly trained: readonly Modality[]
}

/** The trunks of a network by modality, those that there are. */
export function trunksOf({ text, vision, sound }: OmniNetwork) {
  return { text, ...(vision && { vision }), ...(sound && { sound }) }
}
