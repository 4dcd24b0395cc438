import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { AbortedError, DataError, MissingPeerError } from '@towerkit/core'
import { decodeSound } from './decode-sound.ts'
import { decodeVideo } from './decode-video.ts'
import { goldenFiles } from './testing/golden-files.ts'
import { noFfmpeg, stubFfmpeg } from './testing/stub-ffmpeg.ts'
import { readVideoInfo } from './video-info.ts'

const { bytes: m4a } = goldenFiles.find(({ name }) => name.endsWith('m4a'))!
const wave = (samples: number) => `
  const head = Buffer.alloc(44)
  head.write('RIFF'); head.writeUInt32LE(0xffffffff, 4); head.write('WAVEfmt ', 8); head.writeUInt32LE(16, 16)
  head.writeUInt16LE(3, 20); head.writeUInt16LE(1, 22); head.writeUInt32LE(8000, 24); head.writeUInt32LE(32000, 28)
  head.writeUInt16LE(4, 32); head.writeUInt16LE(32, 34); head.write('data', 36); head.writeUInt32LE(0xffffffff, 40)
  process.stdout.write(Buffer.concat([head, Buffer.from(Float32Array.from({ length: ${samples} }, () => 0.5).buffer)]))`
const report = (text: string) => `process.stderr.write(${JSON.stringify(text)}); process.exitCode = 1`
describe('without ffmpeg', () => {
  it('other formats say what is missing, and text is no sound', async () => {
    const error = await decodeSound(m4a, { name: 'a.m4a', ffmpeg: noFfmpeg }).catch((found: unknown) => found)
    expect(error).toBeInstanceOf(MissingPeerError)
    expect((error as Error).message).toMatch(/"a.m4a" needs ffmpeg.*Install ffmpeg/)
    await expect(decodeVideo(m4a, { ffmpeg: noFfmpeg })).rejects.toThrow(MissingPeerError)
    await expect(decodeSound(Buffer.from('some text'), { ffmpeg: noFfmpeg })).rejects.toThrow(DataError)
  })
})

/** Where it is installed, the real program is asked as well; everything else is tested without it. */
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0

it.runIf(hasFfmpeg)('the real ffmpeg decodes what it encoded, and says what a file lacks', async () => {
  const { channels } = goldenFiles.find(({ name }) => name.endsWith('m4a'))!
  const sound = await decodeSound(m4a)
  expect(sound.channels[0]).toEqual(channels[0])
  await expect(decodeVideo(m4a, { name: 'a.m4a' })).rejects.toThrow(/"a.m4a" has no video/)
  await expect(decodeSound(m4a.slice(0, 400), { name: 'a.m4a' })).rejects.toThrow(/"a.m4a" is damaged/)
  const list = '#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n'
  await expect(readVideoInfo(Buffer.from(list), { name: 'list' })).rejects.toThrow(/"list" is no video/)
})

describe('with a program in place of ffmpeg', () => {
  it('takes the samples that it writes, may read nothing but the file, and leaves no files behind', async () => {
    const before = readdirSync(tmpdir()).filter(name => name.startsWith('towerkit-media-'))
    const target = join(tmpdir(), `towerkit-options-${process.pid}.json`)
    const ffmpeg = await stubFfmpeg(
      `require('fs').writeFileSync(${JSON.stringify(target)}, JSON.stringify(options));${wave(800)}`,
    )
    expect((await decodeSound(m4a, { ffmpeg })).channels[0]).toEqual(new Float32Array(800).fill(0.5))
    const options = JSON.parse(await readFile(target, 'utf8')) as string[]
    expect(options[options.indexOf('-protocol_whitelist') + 1]).toBe('file')
    expect(options[options.indexOf('-format_whitelist') + 1]!.split(',')).not.toContain('hls')
    expect(options[options.indexOf('-i') + 1]).toMatch(/^file:\//)
    expect(readdirSync(tmpdir()).filter(name => name.startsWith('towerkit-media-'))).toEqual(before)
  })

  it.each([
    ['too long', wave(20_000), /is 2.5 s long, more than 1 s/],
    [
      'without an end',
      'const go = () => { while (process.stdout.write(Buffer.alloc(1 << 20))); }; process.stdout.on("drain", go); go()',
      /gives more than \d+ bytes/,
    ],
    ['slow', 'setInterval(() => {}, 1000)', /takes more than 1500 ms/],
    [
      'damaged',
      report('[mov @ 0x55] moov atom not found\nfile:/tmp/x: Invalid data found\n'),
      /"a.m4a" is damaged: Invalid data found\./,
    ],
    [
      'without sound',
      report("Stream map '0:a:0' matches no streams.\nTo ignore this, add a trailing '?' to the map.\n"),
      /"a.m4a" has no sound/,
    ],
    ['silent about it', '', /"a.m4a" is damaged: it has no samples/],
  ])(
    'a file that is %s is a DataError that names it',
    async (_, body, message) => {
      const ffmpeg = await stubFfmpeg(body)
      const error = await decodeSound(m4a, { name: 'a.m4a', ffmpeg, maxSeconds: 1, timeoutMs: 1500 }).catch(
        (found: unknown) => found,
      )
      expect(error).toBeInstanceOf(DataError)
      expect((error as Error).message).toMatch(message)
      expect((error as Error).message).toContain('"a.m4a"')
    },
    20_000,
  )

  it('ends the program at the signal, before the error comes', async () => {
    const target = join(tmpdir(), `towerkit-pid-${process.pid}.txt`)
    const ffmpeg = await stubFfmpeg(
      `require('fs').writeFileSync(${JSON.stringify(target)}, String(process.pid)); setInterval(() => {}, 1000)`,
    )
    const control = new AbortController()
    const running = decodeSound(m4a, { ffmpeg, signal: control.signal }).catch((found: unknown) => found)
    while (!existsSync(target) || (await readFile(target, 'utf8')) === '') await setTimeout(20)
    control.abort()
    expect(await running).toBeInstanceOf(AbortedError)
    const pid = Number(await readFile(target, 'utf8'))
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  }, 20_000)
})
