import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { fourierTransform } from './fourier-transform.ts'
import { logMelSpectrogram, type LogMelOptions } from './log-mel-spectrogram.ts'

it.each([1, 2, 3, 4, 5, 8, 12, 15, 37, 64, 121, 400, 512])('transforms %i numbers as the sum says', length => {
  const random = seededRandom(length)
  const real = Float64Array.from({ length }, () => random() - 0.5)
  const imaginary = Float64Array.from({ length }, () => random() - 0.5)
  const foundReal = real.slice()
  const foundImaginary = imaginary.slice()
  fourierTransform(length)(foundReal, foundImaginary)
  for (let k = 0; k < length; k++) {
    let sumReal = 0
    let sumImaginary = 0
    for (let n = 0; n < length; n++) {
      const angle = (-2 * Math.PI * ((k * n) % length)) / length
      sumReal += real[n]! * Math.cos(angle) - imaginary[n]! * Math.sin(angle)
      sumImaginary += real[n]! * Math.sin(angle) + imaginary[n]! * Math.cos(angle)
    }
    expect(Math.abs(foundReal[k]! - sumReal)).toBeLessThan(1e-11)
    expect(Math.abs(foundImaginary[k]! - sumImaginary)).toBeLessThan(1e-11)
  }
})

const options: LogMelOptions = {
  sampleRate: 8000,
  window: 200,
  hop: 80,
  centred: true,
  filters: { bands: 20, from: 0, to: 4000, scale: 'htk', equalArea: false },
  floor: 1e-10,
  logarithm: 'decibels',
}

it('counts frames as it says, and mirrors sounds of a few samples', async () => {
  for (const [length, frames] of [
    [1, 1],
    [2, 1],
    [79, 1],
    [80, 2],
    [800, 11],
  ] as const)
    expect((await logMelSpectrogram(new Float32Array(length).fill(0.5), options)).frames).toBe(frames)
  for (const [length, frames] of [
    [199, 0],
    [200, 1],
    [279, 1],
    [280, 2],
  ] as const)
    expect((await logMelSpectrogram(new Float32Array(length), { ...options, centred: false })).frames).toBe(frames)
})

it('a tone is loudest in its band, and twice as loud is 6 dB more', async () => {
  const tone = (volume: number) =>
    Float32Array.from({ length: 1600 }, (_, i) => volume * Math.sin((2 * Math.PI * 1000 * i) / 8000))
  const soft = await logMelSpectrogram(tone(0.25), options)
  const loud = await logMelSpectrogram(tone(0.5), options)
  const frame = Array.from(soft.data.slice(200, 220))
  // The filters' middles, by the definition of the scale.
  const mel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700)
  expect(frame.indexOf(Math.max(...frame))).toBe(Math.round((mel(1000) / mel(4000)) * 21) - 1)
  loud.data.forEach((value, i) => {
    if (soft.data[i]! > -60) expect(value - soft.data[i]!).toBeCloseTo(20 * Math.log10(2), 3)
  })
})

it.each<[string, Partial<LogMelOptions>]>([
  ['no window', { window: 0 }],
  ['a hop that is no number', { hop: Number.NaN }],
  ['a transform shorter than its window', { fftLength: 100 }],
  ['frequencies above half the rate', { filters: { ...options.filters, to: 5000 } }],
  ['no floor', { floor: 0 }],
])('refuses %s', async (_, change) => {
  await expect(logMelSpectrogram(new Float32Array(9), { ...options, ...change })).rejects.toMatchObject({
    code: 'argument',
  })
})
