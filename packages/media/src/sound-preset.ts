import type { LogMelOptions } from './log-mel-spectrogram.ts'

/** What a model does with a sound before it hears it. */
export interface SoundPreset {
  /** How the spectrogram is computed; a sound of another rate is resampled to `spectrogram.sampleRate`. */
  readonly spectrogram: LogMelOptions
  /** Samples of a piece: a longer sound is cut into pieces, one after the other. */
  readonly pieceSamples: number
  /** Frames of a piece. Those that are more are left out, as Whisper leaves out the last one. */
  readonly pieceFrames: number
  /**
   * How a piece that is too short is filled up: 'silence' appends zeros; 'repeat' appends the piece itself as often as
   * it fits, whole, and then zeros; 'repeat-and-cut' the same, cut where the piece ends; 'frames' appends frames of 0
   * to the spectrogram, before it is scaled.
   */
  readonly fill: 'silence' | 'repeat' | 'repeat-and-cut' | 'frames'
  /** Raises values below the largest one of the piece less this. Default: none are raised. */
  readonly range?: number
  /** The result is (value - mean) / deviation. Default 0 and 1. */
  readonly mean?: number
  readonly deviation?: number
  /** Lengths of the result after the first one, which is the pieces: `['bands', 'frames']`, or `[1, 'frames', ...]`. */
  readonly layout: 'bands, frames' | 'frames, bands' | '1, frames, bands'
}
