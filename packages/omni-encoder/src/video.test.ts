import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { decodeVideo } from '@towerkit/media'
import { memoryCache } from '@towerkit/runtime'
import { tinyOmni } from './testing/tiny-omni.ts'

const folder = mkdtempSync(join(tmpdir(), 'towerkit-video-'))
afterAll(() => rmSync(folder, { recursive: true }))
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0

it('names a video that is not there, and one that is beside frames', async () => {
  await using encoder = await tinyOmni()
  const missing = encoder.encode([{ video: join(folder, 'none.mp4') }])
  await expect(missing).rejects.toMatchObject({ code: 'data', message: expect.stringMatching(/none\.mp4/) as string })
  await expect(encoder.encode([{ video: 'a.mp4', frames: [] }])).rejects.toMatchObject({ code: 'argument' })
})

it.runIf(hasFfmpeg)('reads frames of a video, whose tokens are made once', async () => {
  const video = join(folder, 'test.avi')
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=d=2:s=64x48:r=10', '-c:v', 'mjpeg', video])
  const cache = memoryCache()
  await using encoder = await tinyOmni({ videoFrames: 3, cache })
  const { data } = await encoder.encode([{ video }, { frames: await decodeVideo(video, { count: 3 }) }])
  expect(Math.max(...data.slice(0, 16).map((value, i) => Math.abs(value - data[16 + i]!)))).toBeLessThan(1e-5)
  const { misses } = await cache.statistics()
  expect((await encoder.encode([{ video }])).data).toEqual(data.slice(0, 16))
  expect((await cache.statistics()).misses).toBe(misses)
})
