import { describe, expect, it } from 'vitest'
import { AbortedError, ArgumentError, DataError, ShapeError } from '@towerkit/core'
import { monoSound } from './mono-sound.ts'
import { prepareSound } from './prepare-sound.ts'
import { soundPreset } from './read-sound-preset.ts'
import { resampleSound } from './resample-sound.ts'
import type { SoundPreset } from './sound-preset.ts'
import type { Sound } from './sound.ts'
import { goldenSound } from './testing/golden-sound.ts'

const whisper = soundPreset({ feature_extractor_type: 'WhisperFeatureExtractor', chunk_length: 1 })
const clap = soundPreset({ feature_extractor_type: 'ClapFeatureExtractor', max_length_s: 1, frequency_min: 50 })
const ast = soundPreset({ feature_extractor_type: 'ASTFeatureExtractor', max_length: 50 })
const silence = (length: number, sampleRate = 16_000): Sound => ({ sampleRate, channels: [new Float32Array(length)] })
const part = ({ sampleRate, channels }: Sound, start: number, end: number): Sound => ({
  sampleRate,
  channels: channels.map(channel => channel.slice(start, end)),
})
const near = (a: Float32Array, b: Float32Array, within: number) => {
  expect(a).toHaveLength(b.length)
  expect(a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0)).toBeLessThanOrEqual(within)
}

describe('prepareSound', () => {
  it.each<[string, SoundPreset, number]>([
    ['Whisper', whisper, 16_000],
    ['CLAP', clap, 48_000],
    ['AST', ast, 16_000],
  ])('%s: pieces of a long sound are those sounds by themselves', async (_, preset, rate) => {
    const sound = goldenSound(Math.round(2.4 * rate), rate)
    const { tensor, seconds } = await prepareSound(sound, preset)
    const pieces = Math.ceil((2.4 * rate) / preset.pieceSamples)
    expect(tensor.shape[0]).toBe(pieces)
    const size = tensor.data.length / pieces
    const further = preset.spectrogram.centred ? 0 : 240
    for (let piece = 0; piece < pieces; piece++) {
      const start = piece * preset.pieceSamples
      const own = part(sound, start, start + preset.pieceSamples + further)
      near((await prepareSound(own, preset)).tensor.data, tensor.data.slice(piece * size, (piece + 1) * size), 0)
    }
    expect(seconds.reduce((sum, each) => sum + each, 0)).toBeCloseTo(2.4, 9)
    const first = await prepareSound(sound, preset, { maxPieces: 1 })
    expect(first.tensor.data).toEqual(tensor.data.slice(0, size))
  })

  it.each([
    [1, 1],
    [159, 1],
    [16_000, 1],
    [16_159, 1],
    [16_160, 2],
    [32_000, 2],
    [32_160, 3],
  ])('%i samples are %i pieces of a second', async (length, pieces) => {
    expect((await prepareSound(silence(length), whisper)).tensor.shape).toEqual([pieces, 80, 100])
  })

  it('mixes and resamples piece by piece as all at once, whatever the rate', async () => {
    for (const rate of [8000, 11_025, 44_100, 192_000]) {
      const left = goldenSound(Math.round(1.7 * rate), rate)
      const stereo = { sampleRate: rate, channels: [left.channels[0]!, left.channels[0]!.toReversed()] }
      const whole = resampleSound(monoSound(stereo), 16_000)
      near((await prepareSound(stereo, whisper)).tensor.data, (await prepareSound(whole, whisper)).tensor.data, 1e-5)
    }
  })

  it('hears silence and one sample as finite numbers, the same every time', async () => {
    for (const preset of [whisper, clap, ast]) {
      for (const sound of [silence(1), silence(16_000), { sampleRate: 16_000, channels: [Float32Array.of(1)] }]) {
        const { data } = (await prepareSound(sound, preset)).tensor
        expect(data.every(Number.isFinite)).toBe(true)
        expect((await prepareSound(sound, preset)).tensor.data).toEqual(data)
      }
    }
  })

  it('lets other work in between', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await prepareSound(silence(44_100 * 20, 44_100), whisper)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(10)
  })

  it('refuses no samples, samples that are no numbers, and unknown options; stops at the signal', async () => {
    await expect(prepareSound(silence(0), whisper)).rejects.toThrow(ArgumentError)
    await expect(prepareSound({ sampleRate: 16_000, channels: [] }, whisper)).rejects.toThrow(ShapeError)
    for (const value of [Number.NaN, Infinity]) {
      const sound = silence(2000)
      sound.channels[0]![700] = value
      await expect(prepareSound(sound, ast)).rejects.toThrow(DataError)
      await expect(prepareSound(sound, ast)).rejects.toThrow(`sample 700 is ${value}`)
    }
    await expect(prepareSound(silence(9), whisper, { maxPiece: 1 } as object)).rejects.toThrow(ArgumentError)
    await expect(prepareSound(silence(9), whisper, { maxPieces: 0 })).rejects.toThrow(ArgumentError)
    await expect(prepareSound(silence(9), whisper, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError)
  })
})
