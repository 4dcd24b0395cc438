/**
 * How far resized pictures are from Pillow's, on what tooling/golden/picture_parity.py wrote.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/picture-parity.ts <folder>
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodePicture, resizePicture, type ResizeKernel } from '@towerkit/media'

interface Case {
  readonly picture: string
  readonly kind: string
  readonly expected: string
  readonly width: number
  readonly height: number
  readonly kernel: ResizeKernel
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('Name the folder that picture_parity.py wrote.')
const { pillow, cases } = JSON.parse(await readFile(join(folder, 'cases.json'), 'utf8')) as {
  readonly pillow: string
  readonly cases: readonly Case[]
}

const groups = new Map<string, { count: number; sum: number; values: number; beyond: number; largest: number }>()
for (const { picture: file, kind, expected, width, height, kernel } of cases) {
  const picture = await decodePicture(join(folder, file))
  const { data } = await resizePicture(picture, { width, height }, { kernel })
  const wanted = await readFile(join(folder, expected))
  const direction =
    width <= picture.width && height <= picture.height
      ? 'smaller'
      : width >= picture.width && height >= picture.height
        ? 'larger'
        : 'mixed'
  const key = `${kind} | ${kernel} | ${direction}`
  const group = groups.get(key) ?? { count: 0, sum: 0, values: 0, beyond: 0, largest: 0 }
  groups.set(key, group)
  group.count++
  for (let i = 0; i < data.length; i++) {
    const difference = Math.abs(data[i]! - wanted[i]!)
    group.sum += difference
    if (difference > 3) group.beyond++
    if (difference > group.largest) group.largest = difference
  }
  group.values += data.length
}
console.log(`Against Pillow ${pillow}, of 255`)
console.log('| pictures | kernel | size | cases | mean | beyond 3 | at most |')
console.log('|---|---|---|---|---|---|---|')
for (const [key, { count, sum, values, beyond, largest }] of [...groups].sort())
  console.log(
    `| ${key} | ${count} | ${(sum / values).toFixed(3)} | ${((100 * beyond) / values).toFixed(3)} % | ${largest} |`,
  )
