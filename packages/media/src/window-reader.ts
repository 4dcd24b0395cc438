import type { LogMelOptions } from './log-mel-spectrogram.ts'

/** Writes a window of the sound, weighted, and zeros after it. */
export function windowReader(
  samples: Float32Array | Float64Array,
  { window, hop, centred, preemphasis }: LogMelOptions,
): (frame: number, out: Float64Array) => void {
  const period = centred ? window : window - 1
  const weights = Float64Array.from({ length: window }, (_, i) =>
    period === 0 ? 1 : 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / period),
  )
  const { length } = samples
  const mirrored = (index: number) => {
    if (length === 1) return 0
    const folded = Math.abs(index) % (2 * (length - 1))
    return folded < length ? folded : 2 * (length - 1) - folded
  }
  return (frame, out) => {
    const start = frame * hop - (centred ? Math.floor(window / 2) : 0)
    const isInside = start >= 0 && start + window <= length
    for (let i = 0; i < window; i++) out[i] = samples[isInside ? start + i : mirrored(start + i)]!
    if (preemphasis !== undefined) emphasize(out, window, preemphasis)
    for (let i = 0; i < window; i++) out[i]! *= weights[i]!
    out.fill(0, window)
  }
}

function emphasize(out: Float64Array, window: number, share: number): void {
  let sum = 0
  for (let i = 0; i < window; i++) sum += out[i]!
  const mean = sum / window
  let before = out[0]! - mean
  for (let i = 0; i < window; i++) {
    const value = out[i]! - mean
    out[i] = value - share * before
    before = value
  }
}
