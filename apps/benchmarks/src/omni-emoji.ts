/**
 * Emoji by name: an omni encoder with frozen trunks, trained on Twemoji drawings of four of five ids, tested on the
 * others and on Noto, a style that it never saw.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/omni-emoji.ts <emoji folder> <MiniLM folder> \
 *       <efficientnet-lite0.onnx> <cache folder> [steps] [seeds] [changed pictures of each] [choices as JSON]
 */
import { seededRandom } from '@towerkit/core'
import { infoNce, matryoshka } from '@towerkit/losses'
import { omniEncoder, type OmniChoices, type OmniItem } from '@towerkit/omni-encoder'
import { diskCache } from '@towerkit/runtime'
import { adamW, cosineSchedule, train } from '@towerkit/training'
import { changedPicture } from './omni/changed-picture.ts'
import { emojiData, type Emoji } from './omni/emoji-data.ts'
import { recallAt } from './omni/recall.ts'

const [data, text, trunk, cacheFolder, steps = '600', seeds = '1', copies = '4', choices = '{}'] = process.argv.slice(2)
if (!data || !text || !trunk || !cacheFolder)
  throw new Error('Name the folders of emoji and MiniLM, the trunk, a cache.')

const emoji = await emojiData(data)
const seen = emoji.filter(each => each.isSeen && each.twemoji)
console.log(`${emoji.length} emoji, ${seen.length} trained on`)
const cache = diskCache(cacheFolder, { precision: 'int8' })

/** Names and short codes with each drawing and changed copies of it. */
async function pairsOf(all: readonly Emoji[]) {
  const pairs: { query: OmniItem; positive: OmniItem; group: number }[] = []
  for (const [group, { name, shortcodes, twemoji }] of all.entries()) {
    const random = seededRandom(group)
    const pictures = [twemoji!]
    for (let i = 0; i < Number(copies); i++) pictures.push(await changedPicture(twemoji!, random))
    const names = [name, name, ...shortcodes.map(code => code.replaceAll('-', ' '))]
    pictures.forEach((positive, i) =>
      pairs.push({ query: names[i % names.length]!, positive: { pictures: positive }, group }),
    )
  }
  return pairs
}

const pairs = await pairsOf(seen)
const started = performance.now()
for (let seed = 0; seed < Number(seeds); seed++) {
  await using encoder = await omniEncoder({
    text,
    vision: {
      model: trunk,
      output: 'features',
      preset: {
        resize: { width: 128, height: 128, kernel: 'bicubic' },
        normalization: { scale: 1, mean: [127, 127, 127], deviation: [128, 128, 128] },
      },
    },
    widths: [256, 128, 64],
    perceiverWidth: 192,
    perceiverLayers: 1,
    fusionLayers: 1,
    dropout: 0.2,
    ...(JSON.parse(choices) as OmniChoices),
    cache,
    seed,
  })
  if (seed === 0) {
    await encoder.encode(pairs.map(({ positive }) => positive))
    console.log(`tokens made after ${((performance.now() - started) / 1000).toFixed(0)} s`)
  }
  const evaluate = async () => {
    const both = [
      ['Noto, seen names', emoji.filter(({ noto, isSeen, twemoji }) => noto && isSeen && twemoji), 'noto'],
      ['Noto, unseen names', emoji.filter(({ noto, isSeen }) => noto && !isSeen), 'noto'],
      ['Twemoji, unseen', emoji.filter(({ twemoji, isSeen }) => twemoji && !isSeen), 'twemoji'],
    ] as const
    const scores: Record<string, number> = {}
    for (const [name, asked, style] of both) {
      const pool = emoji.filter(each => each[style])
      const documents = await encoder.encodeDocuments(pool.map(each => ({ pictures: each[style]! })))
      const queries = await encoder.encodeQueries(asked.map(each => each.name))
      const answers = asked.map(each => pool.indexOf(each))
      scores[`${name} R@10`] = recallAt(10, queries, documents, answers)
      scores[`${name} R@1`] = recallAt(1, queries, documents, answers)
    }
    return scores
  }
  const since = performance.now()
  await train({
    model: encoder,
    data: pairs,
    loss: matryoshka(infoNce({ symmetric: true, temperature: 0.07 }), { dimensions: [...encoder.widths] }),
    optimizer: adamW({ learningRate: 1e-3, weightDecay: 0.05 }),
    schedule: cosineSchedule({ warmUp: 0.05 }),
    steps: Number(steps),
    batchSize: 128,
    seed,
    evaluation: {
      every: 150,
      keepBest: false,
      run: async ({ step }) => {
        const scores = await evaluate()
        console.log(step, `${((performance.now() - since) / 1000).toFixed(0)} s`, JSON.stringify(scores))
        return scores
      },
    },
  })
}
await cache.close()
