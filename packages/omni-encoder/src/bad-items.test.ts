import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it, onTestFinished } from 'vitest'
import { row } from '@towerkit/core'
import type { OmniItem } from '@towerkit/omni-encoder'
import { tinyNoise, tinyOmni, tinyPicture } from './testing/tiny-omni.ts'

it('names the file or the part that is bad, and goes on with the others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-bad-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#a05' } })
    .png()
    .toBuffer()
  const files: Readonly<Record<string, Uint8Array>> = {
    'cut.png': png.subarray(0, png.length - 20),
    'empty.jpg': new Uint8Array(0),
    'text.wav': Buffer.from('this is no sound at all'),
    'good.png': png,
  }
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
  const path = (name: string) => join(folder, name)
  const broken = Float32Array.of(0.1, Number.NaN, 0.2)
  const bad: Readonly<Record<string, OmniItem>> = {
    'cut.png': { text: 'red', pictures: path('cut.png') },
    'empty.jpg': { frames: [path('good.png'), path('empty.jpg')] },
    'missing.png': { pictures: [path('missing.png')] },
    'text.wav': { sound: path('text.wav') },
    samples: { sound: { sampleRate: 1000, channels: [new Float32Array(0)] } },
    'sample 1 of': { sound: { sampleRate: 1000, channels: [broken] } },
    part: {},
  }
  await using encoder = await tinyOmni()
  const good: OmniItem = { pictures: path('good.png') }
  for (const [name, item] of Object.entries(bad)) {
    const messages: string[] = []
    const vectors = await encoder.encode([good, item, good], {
      onSkipped: ({ error, index }) => messages.push(`${index} ${error.message}`),
    })
    expect(messages, name).toHaveLength(1)
    expect(messages[0]).toMatch(new RegExp(`^1 .*${name}`))
    expect(row(vectors, 2)).toEqual(row(vectors, 0))
    expect(row(vectors, 1).every(value => value === 0)).toBe(true)
  }
})

it('takes the smallest of pictures and sounds', async () => {
  await using encoder = await tinyOmni()
  const { data } = await encoder.encode([
    { pictures: tinyPicture(1, 1) },
    { sound: { sampleRate: 8000, channels: [Float32Array.of(0.5)] } },
    { sound: tinyNoise(1, 0.01, 192_000) },
  ])
  expect(data.every(Number.isFinite)).toBe(true)
})

it('stops in the middle of a stream without end', async () => {
  await using encoder = await tinyOmni()
  const controller = new AbortController()
  let given = 0
  const endless = (async function* () {
    for (;;) {
      given++
      yield { pictures: tinyPicture(given) }
    }
  })()
  await expect(
    encoder.encode(endless, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done >= 128) controller.abort()
      },
    }),
  ).rejects.toMatchObject({ code: 'aborted' })
  const before = given
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(given).toBe(before)
})
