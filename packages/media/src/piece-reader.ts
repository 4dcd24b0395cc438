import { setImmediate } from 'node:timers/promises'
import type { Sound } from './sound.ts'
import { soundResampler } from './sound-resampler.ts'

/** Multiplications between two turns of the event loop: a few milliseconds. */
const atOnce = 4_000_000

/** Reads parts of a sound, mixed down to the mean of its channels, and at another rate. */
export function pieceReader({ channels, sampleRate }: Sound, targetRate: number) {
  const { length } = channels[0]!
  if (sampleRate === targetRate)
    return { length, read: (start: number, end: number) => Promise.resolve(mixed(channels, start, end)) }
  const { cost, lengthOf, needed, resampleRange } = soundResampler(sampleRate, targetRate)
  const step = Math.max(1, Math.floor(atOnce / cost))
  return {
    length: lengthOf(length),
    async read(start: number, end: number): Promise<Float32Array> {
      const output = new Float32Array(end - start)
      for (let at = start; at < end; at += step) {
        if (at > start) await setImmediate()
        const range = { start: at, end: Math.min(end, at + step) }
        const [from, to] = needed(range.start, range.end)
        const offset = Math.max(0, from)
        output.set(resampleRange(mixed(channels, offset, Math.min(length, to)), { ...range, offset }), at - start)
      }
      return output
    },
  }
}

/** The mean of all channels from `start` to before `end`. */
function mixed(channels: readonly Float32Array[], start: number, end: number): Float32Array {
  if (channels.length === 1) return channels[0]!.subarray(start, end)
  const mean = new Float32Array(Math.max(0, end - start))
  for (let i = 0; i < mean.length; i++) {
    let sum = 0
    for (let c = 0; c < channels.length; c++) sum += channels[c]![start + i]!
    mean[i] = sum / channels.length
  }
  return mean
}
