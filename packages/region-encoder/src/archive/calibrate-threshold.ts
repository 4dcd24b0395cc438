import { ArgumentError, type VectorIndex } from '@towerkit/core'
import type { RegionModel } from '../region-encoder-contract.ts'
import { logistic } from '../serving/picture-cells.ts'
import { bestThreshold } from './best-threshold.ts'
import type { CalibratedThreshold, CalibrateOptions } from './region-archive-contract.ts'
import { searchUntil } from './search-until.ts'

/** `RegionArchive.calibrate` over the index of an archive. */
export async function calibrateThreshold(
  index: VectorIndex,
  shown: Readonly<Record<string, readonly string[]>>,
  options: CalibrateOptions & { readonly encoder: Pick<RegionModel, 'encodeText'> },
): Promise<CalibratedThreshold> {
  const { encoder, perText = false, signal } = options
  const keys = Object.keys(shown)
  const texts = [...new Set(Object.values(shown).flat())]
  if (texts.length === 0)
    throw new ArgumentError('calibrate: no picture shows anything. Give the texts that are true of each picture.')
  const call = signal ? { signal } : {}
  const { data, dimensions } = await encoder.encodeText(texts, call)
  const scored = []
  for (const [row, text] of texts.entries()) {
    const query = { data: data.subarray(row * dimensions, (row + 1) * dimensions), count: 1, dimensions }
    const all = { least: -Infinity, pictures: Infinity, where: { picture: keys }, ...call }
    const best = new Map<string, number>()
    for (const { metadata, score } of await searchUntil(index, query, all)) {
      const key = metadata!['picture'] as string
      if (!best.has(key)) best.set(key, logistic(score))
    }
    // A picture without regions shows nothing, whatever is asked for.
    const scores = keys.map(key => best.get(key) ?? -1)
    scored.push({ text, scores, isShown: keys.map(key => shown[key]!.includes(text)) })
  }
  if (!perText) return bestThreshold(scored)
  const each = scored.map(one => ({ text: one.text, ...bestThreshold([one]) }))
  return {
    threshold: Object.fromEntries(each.map(({ text, threshold }) => [text, Math.max(0, threshold)])),
    f1: each.reduce((sum, { f1 }) => sum + f1, 0) / each.length,
  }
}
