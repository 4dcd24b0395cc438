import type { Backbone } from '../backbone.ts'

/**
 * An architecture that reads log-mel spectrograms, as `prepareSound` of `@towerkit/media` makes them with the preset of
 * the same folder.
 */
export interface SoundBackbone extends Backbone {
  /**
   * Name of its input: 'input_features' [batch, bands, frames] of Whisper, 'input_values' [batch, frames, bands] of
   * AST, 'input_features' [batch, 1, frames, bands] of CLAP.
   */
  readonly input: string
  /** Mel bands of a spectrogram. */
  readonly bands: number
  /** Frames of the spectrograms that `inputs` declares. */
  readonly frames: number
}
