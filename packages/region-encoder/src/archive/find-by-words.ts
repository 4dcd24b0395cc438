import { ArgumentError, suppressOverlaps, type Box, type Hit, type VectorIndex, type Where } from '@towerkit/core'
import type { RegionModel } from '../region-encoder-contract.ts'
import { logistic } from '../serving/picture-cells.ts'
import type { FindOptions, FoundBox, FoundPicture, WordQuery } from './region-archive-contract.ts'
import { searchUntil } from './search-until.ts'

/** Overlap above which two boxes are one answer. */
export const sameObject = 0.65

/** Answers words from the index of an archive. */
export async function findByWords(
  index: VectorIndex,
  query: string | WordQuery,
  {
    encoder,
    limit = 20,
    threshold = 0.1,
    where,
    signal,
  }: FindOptions & { readonly encoder: Pick<RegionModel, 'encodeText'> },
): Promise<FoundPicture[]> {
  const { any = [], all = [], not = [] } = typeof query === 'string' ? { any: [query] } : query
  if (any.length + all.length === 0)
    throw new ArgumentError('find: there are no words to look for. Give a text, or any or all.', { query })
  if (!(Number.isInteger(limit) && limit >= 1))
    throw new ArgumentError(`find: limit is ${limit}. Give a whole number of at least 1.`, { limit })
  const texts = [...new Set([...any, ...all, ...not])]
  const encoded = await encoder.encodeText(texts, signal ? { signal } : {})
  const call = signal ? { signal } : {}

  const vectorOf = (text: string) => {
    const row = texts.indexOf(text)
    const { data, dimensions } = encoded
    return { data: data.subarray(row * dimensions, (row + 1) * dimensions), count: 1, dimensions }
  }
  const leastOf = (text: string) => {
    const least = typeof threshold === 'number' ? threshold : threshold[text]
    if (typeof least === 'number' && least >= 0 && least <= 1) return least
    throw new ArgumentError(`find: the threshold of "${text}" is ${least}. Give a number from 0 to 1.`, { text, least })
  }
  const hitsOf = async (text: string, condition: Where | undefined, pictures: number) => {
    const options = { least: logOdds(leastOf(text)), pictures, ...call, ...(condition && { where: condition }) }
    return searchUntil(index, vectorOf(text), options)
  }
  /** Best score of each picture. */
  const bestOf = async (text: string, pictures: number) => {
    const best = new Map<string, number>()
    for (const { metadata, score } of await hitsOf(text, where, pictures)) {
      const key = metadata!['picture'] as string
      best.set(key, Math.max(best.get(key) ?? 0, logistic(score)))
    }
    return best
  }

  // With one demand only, the best pictures of each text suffice; otherwise all that it is true of.
  const isSimple = all.length + not.length === 0
  const wanted = await Promise.all(any.map(text => bestOf(text, isSimple ? limit : Infinity)))
  const needed = await Promise.all(all.map(text => bestOf(text, Infinity)))
  const refused = await Promise.all(not.map(text => bestOf(text, Infinity)))
  const candidates = new Set([...wanted, ...needed].flatMap(best => [...best.keys()]))
  const ranked = [...candidates].flatMap(key => {
    if (refused.some(best => best.has(key))) return []
    const parts = needed.map(best => best.get(key) ?? -1)
    if (wanted.length > 0) parts.push(Math.max(...wanted.map(best => best.get(key) ?? -1)))
    const score = Math.min(...parts)
    return score < 0 ? [] : [{ key, score }]
  })
  const found = ranked.sort((a, b) => b.score - a.score).slice(0, limit)
  if (found.length === 0) return []

  const keys = found.map(({ key }) => key)
  const within: Where = where === undefined ? { picture: keys } : { and: [where, { picture: keys }] }
  const boxes = await Promise.all(
    [...new Set([...any, ...all])].map(async text =>
      (await hitsOf(text, within, Infinity)).map(hit => boxOf(hit, text)),
    ),
  )
  return found.map(({ key, score }) => ({
    ...{ key, score },
    boxes: suppressOverlaps(
      boxes.flat().filter(({ picture }) => picture === key),
      { iou: sameObject },
    ).map(({ box, score: own, label }) => ({ box, score: own, text: label }) satisfies FoundBox),
  }))
}

function boxOf({ metadata, score }: Hit, text: string) {
  const box = metadata!['box'] as Readonly<Record<'left' | 'top' | 'width' | 'height', number>>
  return {
    picture: metadata!['picture'] as string,
    box: [box.left, box.top, box.width, box.height] as Box,
    label: text,
    score: logistic(score),
  }
}

/** ln(p / (1 − p)) */
function logOdds(p: number): number {
  return Math.log(p) - Math.log1p(-p)
}
