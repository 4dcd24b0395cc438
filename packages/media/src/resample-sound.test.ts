import { ArgumentError, ShapeError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { monoSound } from './mono-sound.ts'
import { resampleSound } from './resample-sound.ts'
import type { Sound } from './sound.ts'

function tone(hertz: number, sampleRate: number, seconds = 0.25): Sound {
  const samples = Float32Array.from({ length: Math.round(sampleRate * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * hertz * i) / sampleRate),
  )
  return { sampleRate, channels: [samples] }
}

/** The middle of a sound, without the edges that silence around it reaches. */
function middle({ channels, sampleRate }: Sound): { readonly start: number; readonly samples: Float32Array } {
  const start = Math.round(sampleRate / 20)
  return { start, samples: channels[0]!.slice(start, -start) }
}

/** Decibels of a root mean square, relative to a sine of full scale. */
function decibels(samples: ArrayLike<number>): number {
  const power = Array.from(samples).reduce((sum, value) => sum + value * value, 0) / samples.length
  return 10 * Math.log10(2 * power + 1e-30)
}

/** What differs from the same tone computed at the target rate. */
function rest(hertz: number, from: number, to: number): number {
  const { start, samples } = middle(resampleSound(tone(hertz, from), to))
  return decibels(samples.map((value, i) => value - Math.sin((2 * Math.PI * hertz * (start + i)) / to)))
}

describe('resampleSound', () => {
  it.each([
    [44_100, 16_000],
    [44_100, 48_000],
    [48_000, 44_100],
    [8000, 48_000],
    [192_000, 16_000],
  ])('%i to %i Hz: a tone of the pass band is the tone at the new rate, images below -80 dB', (from, to) => {
    const nyquist = Math.min(from, to) / 2
    for (const part of [0.013, 0.1, 0.31, 0.5, 0.77, 0.9]) expect(rest(part * nyquist, from, to)).toBeLessThan(-80)
  })

  it('44.1 to 16 kHz: nothing above 8 kHz comes back as an alias', () => {
    for (const hertz of [8010, 8500, 9000, 12_000, 15_990, 16_100, 20_000, 22_000])
      expect(decibels(middle(resampleSound(tone(hertz, 44_100), 16_000)).samples)).toBeLessThan(-80)
  })

  it('keeps a constant, the first sample in its place, and the stated length', () => {
    const ones = resampleSound({ sampleRate: 44_100, channels: [new Float32Array(4410).fill(1)] }, 48_000)
    expect(ones.channels[0]).toHaveLength(4800)
    expect(Math.max(...middle(ones).samples.map(value => Math.abs(value - 1)))).toBeLessThan(1e-6)
    for (const length of [0, 1, 7])
      expect(
        resampleSound({ sampleRate: 44_100, channels: [new Float32Array(length)] }, 16_000).channels[0],
      ).toHaveLength(Math.ceil((length * 16_000) / 44_100))
  })

  it('gives the same at rates with more phases than are kept', () => {
    expect(rest(1000, 44_101, 48_000)).toBeLessThan(-80)
  })

  it('resamples each channel by itself', () => {
    const [left] = tone(500, 44_100).channels as [Float32Array]
    const [right] = tone(700, 44_100).channels as [Float32Array]
    const both = resampleSound({ sampleRate: 44_100, channels: [left, right] }, 16_000)
    expect(both.channels[1]).toEqual(resampleSound({ sampleRate: 44_100, channels: [right] }, 16_000).channels[0])
  })

  it('refuses rates out of range and channels that do not fit', () => {
    expect(() => resampleSound(tone(500, 44_100), 0)).toThrow(ArgumentError)
    expect(() => resampleSound({ sampleRate: 44_100, channels: [] }, 16_000)).toThrow(ShapeError)
    const uneven = { sampleRate: 44_100, channels: [new Float32Array(2), new Float32Array(3)] }
    expect(() => resampleSound(uneven, 16_000)).toThrow('the channels have 2, 3 samples')
  })
})

describe('monoSound', () => {
  it('is the mean of the channels', () => {
    const channels = [Float32Array.of(1, 0, -1), Float32Array.of(0, 0, -1)]
    expect(monoSound({ sampleRate: 8000, channels }).channels).toEqual([Float32Array.of(0.5, 0, -1)])
  })
})
