import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodePicture, type Picture } from '@towerkit/media'

/** An emoji with its names and the drawings that there are of it. */
export interface Emoji {
  readonly id: string
  readonly char: string
  readonly name: string
  readonly shortcodes: readonly string[]
  readonly twemoji: Picture | undefined
  readonly noto: Picture | undefined
  /** Whether its Twemoji drawing is trained on: the SHA-256 of its id is no multiple of five. */
  readonly isSeen: boolean
}

interface Line {
  readonly id: string
  readonly char: string
  readonly name: string
  readonly shortcodes: readonly string[]
  readonly twemoji: string | null
  readonly noto: string | null
}

/** Reads a folder with metadata.jsonl, twemoji72.tar and noto72.tar. */
export async function emojiData(folder: string): Promise<Emoji[]> {
  const unpacked = mkdtempSync(join(tmpdir(), 'towerkit-emoji-'))
  try {
    for (const style of ['twemoji', 'noto']) {
      execFileSync('mkdir', ['-p', join(unpacked, style)])
      execFileSync('tar', ['-xf', join(folder, `${style}72.tar`), '-C', join(unpacked, style)])
    }
    const files = new Map(
      execFileSync('find', [unpacked, '-name', '*.png'], { encoding: 'utf8', maxBuffer: 2 ** 24 })
        .trim()
        .split('\n')
        .map(path => [`${path.slice(unpacked.length + 1).split('/')[0]} ${path.split('/').at(-1)}`, path]),
    )
    const picture = (style: string, name: string | null) => {
      const path = name === null ? undefined : files.get(`${style} ${name}`)
      return path === undefined ? undefined : decodePicture(path)
    }
    const emoji: Emoji[] = []
    for (const text of readFileSync(join(folder, 'metadata.jsonl'), 'utf8').trim().split('\n')) {
      const { id, char, name, shortcodes, twemoji, noto } = JSON.parse(text) as Line
      emoji.push({
        id,
        char,
        name,
        shortcodes,
        twemoji: await picture('twemoji', twemoji),
        noto: await picture('noto', noto),
        isSeen: BigInt(`0x${createHash('sha256').update(id).digest('hex')}`) % 5n !== 0n,
      })
    }
    return emoji
  } finally {
    rmSync(unpacked, { recursive: true })
  }
}
