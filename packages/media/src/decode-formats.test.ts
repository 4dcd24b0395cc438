import { describe, expect, it } from 'vitest'
import { DataError, seededRandom, TowerkitError } from '@towerkit/core'
import { decodeSound } from './decode-sound.ts'
import { goldenFiles } from './testing/golden-files.ts'
import { noFfmpeg } from './testing/stub-ffmpeg.ts'

/** Largest difference from ffmpeg's samples: minimp3 gives 16 bits, the others what rounding leaves. */
const bounds: Readonly<Record<string, number>> = { aiff: 0, flac: 0, mp3: 1e-4, ogg: 1e-5, opus: 1e-4 }
const kindOf = (name: string) => name.split('.').at(-1)!
const own = goldenFiles.filter(({ name }) => kindOf(name) in bounds)
const ffmpeg = noFfmpeg

it.each(own)('$name is what ffmpeg decodes, without ffmpeg', async ({ name, rate, bytes, channels }) => {
  const sound = await decodeSound(bytes, { ffmpeg })
  expect(sound.sampleRate).toBe(rate)
  expect(sound.channels.map(({ length }) => length)).toEqual(channels.map(({ length }) => length))
  for (const [c, samples] of sound.channels.entries()) {
    const largest = samples.reduce((most, value, i) => Math.max(most, Math.abs(value - channels[c]![i]!)), 0)
    expect(largest, `channel ${c}`).toBeLessThanOrEqual(bounds[kindOf(name)]!)
  }
  expect(await decodeSound(bytes, { ffmpeg })).toEqual(sound)
})

describe.each(own)('$name, damaged', ({ name, bytes }) => {
  const options = { name: 'a file', ffmpeg, maxSeconds: 1 }

  it('is refused at every fifth cut', async () => {
    for (let length = 1; length < bytes.length; length += 5) {
      const found = await decodeSound(bytes.slice(0, length), options).catch((error: unknown) => error)
      expect(found, `${length} of ${bytes.length} bytes`).toBeInstanceOf(DataError)
      expect((found as Error).message).toContain('"a file"')
    }
  })

  it('is a sound or a typed error that names it, with 150 random damages', async () => {
    const random = seededRandom(name.length)
    let refused = 0
    for (let i = 0; i < 150; i++) {
      const damaged = Uint8Array.from(bytes)
      for (let k = 0; k <= i % 5; k++) damaged[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      const found = await decodeSound(damaged, options).catch((error: unknown) => error)
      if (!(found instanceof Error)) continue
      refused++
      expect(TowerkitError.is(found), String(found)).toBe(true)
      expect(found.message).toContain('"a file"')
    }
    expect(refused).toBeGreaterThan(0)
  }, 30_000)
})

it('refuses what is longer than allowed before it is decoded', async () => {
  for (const { bytes, name } of own)
    await expect(decodeSound(bytes, { ffmpeg, maxSeconds: 0.01, name })).rejects.toThrow(/more than 0.01 s/)
})

it('reads FLAC and MP3 behind an ID3 tag, and MP3 before one', async () => {
  const tag = Uint8Array.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 2, ...new Array<number>(130).fill(0xff)])
  for (const kind of ['flac', 'mp3']) {
    const { bytes } = own.find(({ name }) => kindOf(name) === kind)!
    const sound = await decodeSound(bytes, { ffmpeg })
    expect(await decodeSound(Buffer.concat([tag, bytes]), { ffmpeg })).toEqual(sound)
    const old = Buffer.concat([bytes, Buffer.from('TAG'.padEnd(128))])
    expect(await decodeSound(old, { ffmpeg })).toEqual(sound)
  }
})
