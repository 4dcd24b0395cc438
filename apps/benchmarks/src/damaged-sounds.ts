/**
 * Damages files of sound and video in every format, and says what came of decoding them. Needs a system ffmpeg.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/damaged-sounds.ts <folder of sound-parity.ts> [files each]
 */
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { decodeSound, decodeVideo } from '@towerkit/media'

const [folder = '/tmp/sounds', count = '100'] = process.argv.slice(2)
const random = seededRandom(11)
const files = new Map<string, string>()
for (const file of (await readdir(folder)).toSorted())
  if (!files.has(extname(file))) files.set(extname(file), join(folder, file))

const row = (...cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
row('format', 'damaged', 'decoded', 'refused, by name', 'other', 'longest, ms')
for (const [format, path] of files) {
  const bytes = new Uint8Array(await readFile(path))
  const tally = { decoded: 0, refused: 0, other: 0, longest: 0 }
  for (let i = 0; i < Number(count); i++) {
    const damaged = Uint8Array.from(i % 3 === 0 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes)
    for (let k = 0; k <= i % 9 && i % 3 !== 0; k++)
      damaged[Math.floor(random() * (i % 2 === 0 ? 400 : damaged.length))] = Math.floor(random() * 256)
    const started = performance.now()
    try {
      const options = { name: `damaged ${i}`, timeoutMs: 20_000 }
      await (['.mp4', '.webm'].includes(format) ? decodeVideo(damaged, { ...options, count: 2 }) : undefined)
      await decodeSound(damaged, { ...options, maxSeconds: 60 })
      tally.decoded++
    } catch (error) {
      if (TowerkitError.is(error) && error.message.includes(`"damaged ${i}"`)) tally.refused++
      else {
        tally.other++
        console.error(format, i, error)
      }
    }
    tally.longest = Math.max(tally.longest, performance.now() - started)
  }
  row(format, count, tally.decoded, tally.refused, tally.other, Math.round(tally.longest))
}
row('memory, MiB', '', '', '', '', Math.round(process.memoryUsage.rss() / 2 ** 20))
