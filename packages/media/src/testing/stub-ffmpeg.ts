import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/**
 * A program in place of ffmpeg, for the length of a test.
 *
 * @param body JavaScript; `options` are the command line's.
 * @returns its path.
 */
export async function stubFfmpeg(body: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-ffmpeg-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'ffmpeg.cjs')
  await writeFile(path, `#!${process.execPath}\nconst options = process.argv.slice(2)\n${body}\n`)
  await chmod(path, 0o755)
  return path
}

/** Where there is no ffmpeg. */
export const noFfmpeg = '/nowhere/ffmpeg'
