import type { BoxedPicture } from '@towerkit/datasets'
import type { RegionEncoder } from '@towerkit/region-encoder'
import { meanOf } from './picture-scores.ts'

interface Example {
  readonly picture: number
  readonly label: string
  readonly appearance: Float32Array
}

/**
 * Precision of the first ten objects of other pictures that look like an object: by the vector of appearance, by its
 * parts only, and by chance; and of the objects of the classes `apart` only.
 */
export async function likenessAt10(
  regions: RegionEncoder,
  pictures: readonly BoxedPicture[],
  apart: readonly string[],
): Promise<Record<string, number>> {
  const examples: Example[] = []
  for (const [picture, { path, boxes }] of pictures.entries()) {
    if (boxes.length === 0) continue
    for await (const found of regions.propose([path], { nearest: boxes.map(({ box }) => box) }))
      found.regions.forEach(({ appearance }, i) => examples.push({ picture, label: boxes[i]!.label, appearance }))
  }
  const classes = regions.config.classes.length
  const parts: Record<string, (vector: Float32Array) => Float32Array> = {
    appearance: vector => vector,
    'class scores': vector => vector.subarray(0, classes),
    features: vector => vector.subarray(classes),
  }
  const result: Record<string, number> = {}
  for (const [name, part] of Object.entries(parts)) {
    const rows = examples.map(({ appearance }) => unit(part(appearance)))
    const at10 = examples.map((example, i) => precisionAt10(examples, rows, { example, row: rows[i]! }))
    result[`${name}, ${examples.length} boxes`] = meanOf(at10)
    const own = at10.filter((_, i) => apart.includes(examples[i]!.label))
    if (own.length > 0) result[`${name}, ${own.length} boxes of these classes`] = meanOf(own)
  }
  const shareOf = (label: string) => examples.filter(each => each.label === label).length / examples.length
  return { ...result, chance: meanOf(examples.map(({ label }) => shareOf(label))) }
}

function precisionAt10(
  examples: readonly Example[],
  rows: readonly Float32Array[],
  { example, row }: { readonly example: Example; readonly row: Float32Array },
): number {
  const scored = examples.flatMap(({ picture, label }, i) => {
    if (picture === example.picture) return []
    let score = 0
    for (let d = 0; d < row.length; d++) score += row[d]! * rows[i]![d]!
    return [{ label, score }]
  })
  const best = scored.sort((a, b) => b.score - a.score).slice(0, 10)
  return best.filter(({ label }) => label === example.label).length / 10
}

function unit(row: Float32Array): Float32Array {
  const length = Math.hypot(...row) || 1
  return row.map(value => value / length)
}
