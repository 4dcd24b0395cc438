import { readFileSync } from 'node:fs'

/** A small file of sound, and what ffmpeg decodes of it. */
export interface GoldenFile {
  readonly name: string
  readonly rate: number
  readonly bytes: Uint8Array
  readonly channels: readonly Float32Array[]
}

const { files } = JSON.parse(readFileSync(new URL('../__golden__/sound-files.json', import.meta.url), 'utf8')) as {
  readonly files: readonly {
    readonly name: string
    readonly rate: number
    readonly channels: number
    readonly file: string
    readonly samples: string
  }[]
}
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))

/** Files that `tooling/golden/sound_files.py` made. */
export const goldenFiles: readonly GoldenFile[] = files.map(({ name, rate, channels, file, samples }) => {
  const together = new Float32Array(bytesOf(samples).buffer)
  return {
    name,
    rate,
    bytes: bytesOf(file),
    channels: Array.from({ length: channels }, (_, c) => together.filter((_sample, i) => i % channels === c)),
  }
})
