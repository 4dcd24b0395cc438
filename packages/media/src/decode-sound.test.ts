import { AbortedError, ArgumentError, DataError, MissingPeerError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { decodeSound } from './decode-sound.ts'
import { noFfmpeg } from './testing/stub-ffmpeg.ts'

interface Written {
  readonly tag?: number
  readonly bits?: number
  readonly channels?: number
  readonly rate?: number
}

/** A WAV file with these bytes of samples. */
function wave(samples: Uint8Array, { tag = 1, bits = 16, channels = 1, rate = 8000 }: Written = {}): Uint8Array {
  const file = Buffer.alloc(44 + samples.length)
  const block = (channels * bits) / 8
  file.write('RIFF')
  file.writeUInt32LE(36 + samples.length, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(tag, 20)
  file.writeUInt16LE(channels, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * block, 28)
  file.writeUInt16LE(block, 32)
  file.writeUInt16LE(bits, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples.length, 40)
  file.set(samples, 44)
  return file
}

const bytesOf = (values: Int16Array | Int32Array | Float32Array | Float64Array) => new Uint8Array(values.buffer)
const pair = wave(bytesOf(Int16Array.of(-32_768, 32_767)))

describe('decodeSound', () => {
  it.each([
    ['8 bits', wave(Uint8Array.of(0, 128, 255), { bits: 8 }), [-1, 0, 127 / 128]],
    ['16 bits', wave(bytesOf(Int16Array.of(-32_768, 0, 32_767))), [-1, 0, 32_767 / 32_768]],
    ['24 bits', wave(Uint8Array.of(0, 0, 128, 1, 0, 0, 255, 255, 127), { bits: 24 }), [-1, 2 ** -23, 1 - 2 ** -23]],
    ['32 bits', wave(bytesOf(Int32Array.of(-(2 ** 31), 2 ** 30)), { bits: 32 }), [-1, 0.5]],
    ['floats', wave(bytesOf(Float32Array.of(-1.5, 0.25)), { tag: 3, bits: 32 }), [-1.5, 0.25]],
    ['doubles', wave(bytesOf(Float64Array.of(-1, 0.25)), { tag: 3, bits: 64 }), [-1, 0.25]],
  ])('%s: integers are divided by 2^(bits - 1), floats are kept', async (_, file, expected) => {
    expect(await decodeSound(file)).toEqual({ sampleRate: 8000, channels: [Float32Array.from(expected)] })
  })

  it('takes channels apart, and one sample is a sound', async () => {
    const stereo = wave(bytesOf(Int16Array.of(16_384, -16_384)), { channels: 2 })
    expect((await decodeSound(stereo)).channels).toEqual([Float32Array.of(0.5), Float32Array.of(-0.5)])
  })

  it.each([
    ['empty', new Uint8Array(), 'is empty'],
    ['text', Buffer.from('no sound at all'), 'is no sound of a known format'],
    ['without samples', wave(new Uint8Array()), 'it has no samples'],
    ['truncated', pair.slice(0, -1), '4 bytes of samples are announced, 3 are there'],
    ['without a data chunk', pair.slice(0, 36), 'it ends before its samples'],
    ['of no channels', wave(bytesOf(Int16Array.of(1)), { channels: 0 }), '0 channels of 16 bits'],
    ['of no rate', wave(bytesOf(Int16Array.of(1)), { rate: 0 }), 'its sample rate is 0 Hz'],
    ['NaN', wave(bytesOf(Float32Array.of(0, NaN)), { tag: 3, bits: 32 }), 'sample 1 of channel 0 of "a.wav" is NaN'],
    ['too long', wave(new Uint8Array(32_002)), 'is 2.0 s long, more than 2 s'],
  ])('a file that is %s is a DataError that names it', async (_, file, message) => {
    const error = await decodeSound(file, { name: 'a.wav', maxSeconds: 2 }).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(DataError)
    expect((error as Error).message).toContain(message)
    expect((error as Error).message).toContain('"a.wav"')
  })

  it('every cut of a file is refused', async () => {
    for (let length = 0; length < pair.length; length++)
      await expect(decodeSound(pair.slice(0, length))).rejects.toThrow(DataError)
  })

  it('needs ffmpeg for compressed samples, refuses unknown options and missing files, and stops', async () => {
    const adpcm = wave(new Uint8Array(8), { tag: 17, bits: 4 })
    await expect(decodeSound(adpcm, { ffmpeg: noFfmpeg })).rejects.toThrow(MissingPeerError)
    await expect(decodeSound(pair, { maxSecond: 1 } as object)).rejects.toThrow(ArgumentError)
    await expect(decodeSound('no such file.wav')).rejects.toThrow('"no such file.wav" cannot be read')
    await expect(decodeSound(pair, { signal: AbortSignal.abort() })).rejects.toThrow(AbortedError)
  })
})
