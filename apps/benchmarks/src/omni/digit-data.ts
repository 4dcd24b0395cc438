import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { decodeSound, type Picture, type Sound } from '@towerkit/media'

/** A written digit. */
export interface DigitPicture {
  readonly digit: number
  readonly picture: Picture
}

/** A spoken digit. */
export interface DigitSound {
  readonly digit: number
  readonly speaker: string
  /** Number of the recording; 0 to 4 are tested on. */
  readonly take: number
  readonly sound: Sound
}

/** The words of the digits. */
export const digitWords = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const

/** Reads t10k-images-idx3-ubyte.gz and its labels: 10,000 pictures of 28 x 28, white on black. */
export function digitPictures(folder: string): DigitPicture[] {
  const images = gunzipSync(readFileSync(join(folder, 't10k-images-idx3-ubyte.gz')))
  const labels = gunzipSync(readFileSync(join(folder, 't10k-labels-idx1-ubyte.gz')))
  const size = 28 * 28
  return Array.from({ length: labels.length - 8 }, (_, i) => {
    const grey = images.subarray(16 + i * size, 16 + (i + 1) * size)
    const data = new Uint8Array(3 * size)
    grey.forEach((value, pixel) => data.fill(value, 3 * pixel, 3 * pixel + 3))
    return { digit: labels[8 + i]!, picture: { width: 28, height: 28, data } }
  })
}

/** Reads recordings.tar.gz: `{digit}_{speaker}_{take}.wav`. */
export async function digitSounds(folder: string): Promise<DigitSound[]> {
  const unpacked = mkdtempSync(join(tmpdir(), 'towerkit-digits-'))
  try {
    execFileSync('tar', ['-xzf', join(folder, 'recordings.tar.gz'), '-C', unpacked])
    const paths = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.wav'))
    const sounds: DigitSound[] = []
    for (const path of paths.sort()) {
      const [digit, speaker, take] = path.split('/').at(-1)!.replace('.wav', '').split('_') as [string, string, string]
      const sound = await decodeSound(join(unpacked, path))
      sounds.push({ digit: Number(digit), speaker, take: Number(take), sound })
    }
    return sounds
  } finally {
    rmSync(unpacked, { recursive: true })
  }
}
