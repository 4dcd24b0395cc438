import { ArgumentError, suppressOverlaps, type Box, type DetectedBox, type VectorIndex } from '@towerkit/core'
import type { BoxExample, FindLikeOptions, FoundPicture } from './region-archive-contract.ts'
import { sameObject } from './find-by-words.ts'
import { searchUntil } from './search-until.ts'

/** Where an example was found. */
export interface ExampleVector {
  readonly appearance: Float32Array
  /** Key of its region, if it is in the archive. */
  readonly region: string | undefined
}

/** How much objects that are not meant count. */
const unlikeShare = 0.5

/** Answers examples from the index of an archive. @param vectorOf Finds the vector of an example. */
export async function findByExamples(
  index: VectorIndex,
  examples: BoxExample | readonly BoxExample[],
  {
    limit = 20,
    threshold = 0.5,
    where,
    unlike = [],
    signal,
    vectorOf,
  }: FindLikeOptions & { readonly vectorOf: (example: BoxExample) => Promise<ExampleVector> },
): Promise<FoundPicture[]> {
  const given = Array.isArray(examples) ? (examples as readonly BoxExample[]) : [examples as BoxExample]
  if (given.length === 0) throw new ArgumentError('findLike: there are no examples. Give a picture and a box.')
  if (!(Number.isInteger(limit) && limit >= 1))
    throw new ArgumentError(`findLike: limit is ${limit}. Give a whole number of at least 1.`, { limit })
  if (!(threshold >= -1 && threshold <= 1))
    throw new ArgumentError(`findLike: threshold is ${threshold}. Give a cosine from -1 to 1.`, { threshold })
  const like = await inOrder(given, vectorOf)
  const away = await inOrder(unlike, vectorOf)
  const query = new Float32Array(index.dimensions)
  for (const { appearance } of like) appearance.forEach((value, d) => (query[d] = query[d]! + value / like.length))
  for (const { appearance } of away)
    appearance.forEach((value, d) => (query[d] = query[d]! - (unlikeShare * value) / away.length))
  const length = Math.hypot(...query)
  if (length === 0)
    throw new ArgumentError('findLike: the examples and what they should be unlike are the same. Give others.')
  const hits = await searchUntil(
    index,
    { data: query.map(value => value / length), count: 1, dimensions: index.dimensions },
    {
      ...{ least: threshold, pictures: limit },
      exclude: [...like, ...away].flatMap(({ region }) => region ?? []),
      ...(where && { where }),
      ...(signal && { signal }),
    },
  )
  const found = new Map<string, DetectedBox[]>()
  for (const { metadata, score } of hits) {
    const key = metadata!['picture'] as string
    const { left, top, width, height } = metadata!['box'] as Readonly<Record<string, number>>
    const boxes = found.get(key) ?? []
    found.set(key, boxes)
    boxes.push({ box: [left!, top!, width!, height!] as Box, score, label: '' })
  }
  return [...found].slice(0, limit).map(([key, boxes]) => ({
    key,
    score: boxes[0]!.score,
    boxes: suppressOverlaps(boxes, { iou: sameObject }).map(({ box, score }) => ({ box, score })),
  }))
}

async function inOrder(examples: readonly BoxExample[], vectorOf: (example: BoxExample) => Promise<ExampleVector>) {
  const found: ExampleVector[] = []
  for (const example of examples) found.push(await vectorOf(example))
  return found
}
