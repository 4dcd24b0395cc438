/** Indexes generated pictures until it is killed, and says what is stored: node index-pictures.ts <folder>. */
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import { exactIndex } from '@towerkit/indices'
import { regionArchive, regionEncoder, type NamedPicture } from '@towerkit/region-encoder'
import { colouredPicture, tinyNames, wordEncoder } from '@towerkit/region-encoder/testing'

const folder = process.argv[2]!
const random = seededRandom(1)
const regions = await regionEncoder({ image: join(folder, 'tiny.onnx'), text: wordEncoder(), names: tinyNames })
const archive = await regionArchive(join(folder, 'a.regions'), { encoder: regions, index: exactIndex })
const stored = new Set(archive.keys())
console.log(`opened ${[...stored].join(' ')}`)

function* rest(): Generator<NamedPicture> {
  for (let i = 0; i < 100_000; i++) {
    const place = () => 8 * Math.floor(8 * random())
    const picture = colouredPicture([['red', [place(), place(), 8, 8]]])
    if (!stored.has(`p${i}`)) yield { key: `p${i}`, picture }
  }
}
let done = stored.size
await archive.add(rest(), { onProgress: () => process.stdout.write(`stored p${done++}\n`) })
