import { describe, expect, it } from 'vitest'
import { ArgumentError } from '@towerkit/core'
import { decodeVideo } from './decode-video.ts'
import { stubFfmpeg } from './testing/stub-ffmpeg.ts'
import { readVideoInfo } from './video-info.ts'

/** The program in place of ffmpeg reads nothing. */
const file = Uint8Array.of(0)
const report = (text: string) => `process.stderr.write(${JSON.stringify(text)}); process.exitCode = 1`
const described = `Input #0, mov, from 'file:x':
  Duration: 00:01:02.50, start: 0.000000, bitrate: 1 kb/s
  Stream #0:0(und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(progressive), 4x2 [SAR 1:1], 1 kb/s
  Stream #0:1(und): Audio: aac (LC), 44100 Hz, stereo, fltp
At least one output file must be specified`
const video = (frame: string) => `
  if (options.includes('-frames:v')) { ${frame} }
  else { ${report(described)} }`
const pixels = `process.stdout.write(Buffer.concat([Buffer.from('P6\\n4 2\\n255\\n'), Buffer.alloc(24, 7)]))`

describe('with a program in place of ffmpeg', () => {
  it('describes a video, and gives its frames at the times', async () => {
    const ffmpeg = await stubFfmpeg(video(pixels))
    expect(await readVideoInfo(file, { ffmpeg })).toEqual({ seconds: 62.5, width: 4, height: 2, hasSound: true })
    const frames = await decodeVideo(file, { ffmpeg, count: 2 })
    expect(frames.map(({ atSeconds }) => atSeconds)).toEqual([15.625, 46.875])
    expect(frames[1]).toMatchObject({ width: 4, height: 2, data: new Uint8Array(24).fill(7) })
    await expect(decodeVideo(file, { ffmpeg, maxPixels: 7 })).rejects.toThrow(/4 x 2, more than 7 pixels/)
    await expect(decodeVideo(file, { ffmpeg, atSeconds: [-1] })).rejects.toThrow(ArgumentError)
    const cut = await stubFfmpeg(video(`process.stdout.write('P6\\n4 2\\n255\\n' + 'x')`))
    await expect(decodeVideo(file, { ffmpeg: cut, name: 'a.mp4' })).rejects.toThrow(/ffmpeg gave 12 bytes.*"a.mp4"/)
    const none = await stubFfmpeg(video(''))
    await expect(decodeVideo(file, { ffmpeg: none, atSeconds: [99] })).rejects.toThrow(/no frame at 99 s/)
  }, 20_000)

  it('says what a file lacks', async () => {
    const sound = await stubFfmpeg(report(described.replace(/.*Video.*\n/, '')))
    await expect(decodeVideo(file, { ffmpeg: sound, name: 'a' })).rejects.toThrow(/"a" has no video/)
    const none = await stubFfmpeg(report('file:x: Invalid data found when processing input'))
    await expect(decodeVideo(file, { ffmpeg: none, name: 'a' })).rejects.toThrow(
      /"a" is no video that ffmpeg reads: Invalid data found when processing input\./,
    )
    const endless = await stubFfmpeg(report(described.replace(/Duration: [^,]*/, 'Duration: N/A')))
    await expect(decodeVideo(file, { ffmpeg: endless, name: 'a' })).rejects.toThrow(/"a" does not say how long it is/)
  }, 20_000)
})
