/**
 * Emoji by name: an omni encoder with frozen trunks, trained on Twemoji drawings of four of five ids, tested on the
 * others and on Noto, a style that it never saw. Several arms, one after the other.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/omni-emoji.ts <emoji folder> <MiniLM folder> \
 *       <efficientnet-lite0.onnx> <cache folder> <annotations.json of cldr-annotations-full> [arms] [seeds]
 */
import { infoNce, matryoshka } from '@towerkit/losses'
import { omniEncoder, type OmniChoices } from '@towerkit/omni-encoder'
import { diskCache } from '@towerkit/runtime'
import { adamW, cosineSchedule, train } from '@towerkit/training'
import { emojiData } from './omni/emoji-data.ts'
import { emojiKeywords } from './omni/emoji-keywords.ts'
import { emojiPairs } from './omni/emoji-pairs.ts'
import { recallAt } from './omni/recall.ts'

interface Arm {
  readonly choices: OmniChoices
  /** Changed copies of each drawing. */
  readonly copies: number
  readonly keywords: boolean
  /** Output of the trunk: its feature map, or the mean over places. Default 'features'. */
  readonly output?: string
  readonly steps: number
  /** Learning rate of blocks of the text backbone, as a factor. */
  readonly textRate?: number
}

const small: OmniChoices = { perceiverWidth: 192, perceiverLayers: 1, latents: 8, dropout: 0.2 }
const fusion: OmniChoices = { ...small, latents: 4, widths: [256, 128, 64], fusionLayers: 1 }
const arms: Readonly<Record<string, Arm>> = {
  blocks: { choices: { ...small, textBlocks: 1 }, copies: 0, keywords: false, steps: 100, textRate: 0.1 },
  fusion: { choices: fusion, copies: 0, keywords: false, steps: 120 },
  keywords: { choices: fusion, copies: 0, keywords: true, steps: 120 },
  pooled: { choices: { ...fusion, dropout: 0.3 }, copies: 0, keywords: false, output: 'pooled', steps: 300 },
  changed: { choices: fusion, copies: 3, keywords: true, steps: 300 },
}

const [data, text, trunk, cacheFolder, annotations, chosen = 'blocks,fusion,keywords,pooled,changed', seeds = '1'] =
  process.argv.slice(2)
if (!data || !text || !trunk || !cacheFolder || !annotations)
  throw new Error('Name the folders of emoji and MiniLM, the trunk, a cache, and annotations.json.')

const emoji = await emojiData(data)
const seen = emoji.filter(each => each.isSeen && each.twemoji)
const keywords = emojiKeywords(annotations)
await using cache = diskCache(cacheFolder, { precision: 'int8' })
const started = performance.now()
const log = (...parts: unknown[]) => console.log(((performance.now() - started) / 1000).toFixed(0), 's', ...parts)

/** Queries by name, in a pool of drawings of one style. */
const questions = [
  ['Noto, seen names', emoji.filter(({ noto, isSeen, twemoji }) => noto && isSeen && twemoji), 'noto'],
  ['Noto, unseen names', emoji.filter(({ noto, isSeen }) => noto && !isSeen), 'noto'],
  ['Twemoji, unseen names', emoji.filter(({ twemoji, isSeen }) => twemoji && !isSeen), 'twemoji'],
] as const
log(
  emoji.length,
  'emoji,',
  seen.length,
  'trained on;',
  questions.map(([name, asked]) => `${name} ${asked.length}`).join(),
)

for (const name of chosen.split(','))
  for (let seed = 0; seed < Number(seeds); seed++) {
    const { choices, copies, steps, output = 'features', textRate = 1, ...arm } = arms[name]!
    const pairs = await emojiPairs(seen, { copies, ...(arm.keywords && { keywords }) })
    await using encoder = await omniEncoder({
      text,
      vision: {
        model: trunk,
        output,
        preset: {
          resize: { width: 128, height: 128, kernel: 'bicubic' },
          normalization: { scale: 1, mean: [127, 127, 127], deviation: [128, 128, 128] },
        },
      },
      ...choices,
      cache,
      session: { threads: Number(process.env['THREADS'] ?? 2) },
      seed,
    })
    await encoder.encode(pairs.map(({ positive }) => positive))
    log(name, seed, 'tokens of', pairs.length, 'pairs')
    await train({
      model: encoder,
      data: pairs,
      loss: matryoshka(infoNce({ symmetric: true, temperature: 0.07 }), { dimensions: [...encoder.widths] }),
      optimizer: adamW({ learningRate: 1e-3, weightDecay: 0.05 }),
      schedule: cosineSchedule({ warmUp: 0.05 }),
      ...(textRate !== 1 && { learningRates: [{ weights: 'omni.text.*', factor: textRate }] }),
      steps,
      batchSize: 160,
      session: { threads: Number(process.env['THREADS'] ?? 2) },
      seed,
      onProgress: ({ step, loss }) => {
        if (step % 50 === 0) log(name, seed, step, loss.toFixed(3))
      },
    })
    for (const [question, asked, style] of questions) {
      const pool = emoji.filter(each => each[style])
      const documents = await encoder.encodeDocuments(pool.map(each => ({ pictures: each[style]! })))
      const queries = await encoder.encodeQueries(asked.map(each => each.name))
      const answers = asked.map(each => pool.indexOf(each))
      const [one, ten] = [1, 10].map(k => recallAt(k, queries, documents, answers).toFixed(3))
      log(name, seed, question, 'R@1', one, 'R@10', ten, 'of', pool.length)
    }
  }
