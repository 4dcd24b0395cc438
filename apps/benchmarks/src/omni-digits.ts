/**
 * Written and spoken digits and their words in one space: an omni encoder with frozen trunks, trained on the first
 * 8,000 pictures of the test set of MNIST and the training recordings of FSDD, tested on the rest. With a speaker, his
 * recordings are left out of training and tested on.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/omni-digits.ts <folder with mnist-t10k, fsdd and models> \
 *       <MiniLM folder> <cache folder> [seeds] [speaker]
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { row, seededRandom, type Vectors } from '@towerkit/core'
import { infoNce, matryoshka } from '@towerkit/losses'
import { omniEncoder, type OmniItem } from '@towerkit/omni-encoder'
import { diskCache } from '@towerkit/runtime'
import { adamW, cosineSchedule, train, type TrainingTask } from '@towerkit/training'
import { digitPictures, digitSounds, digitWords } from './omni/digit-data.ts'
import { speechTrunk } from './omni/speech-trunk.ts'

const [data, text, cacheFolder, seeds = '1', speaker] = process.argv.slice(2)
if (!data || !text || !cacheFolder) throw new Error('Name the folders of data, of MiniLM and of a cache.')

const threads = Number(process.env['THREADS'] ?? 2)
const pictures = digitPictures(join(data, 'mnist-t10k'))
const sounds = await digitSounds(join(data, 'fsdd'))
const isTested = ({ take, speaker: own }: (typeof sounds)[number]) =>
  speaker === undefined ? take < 5 : own === speaker
const shown = pictures.slice(0, 8000).map(({ digit, picture }) => ({ digit, item: { pictures: picture } }))
const unseen = pictures.slice(8000).map(({ digit, picture }) => ({ digit, item: { pictures: picture } }))
const heard = sounds.filter(each => !isTested(each)).map(({ digit, sound }) => ({ digit, item: { sound } }))
const unheard = sounds.filter(isTested).map(({ digit, sound }) => ({ digit, item: { sound } }))
const started = performance.now()
const log = (...parts: unknown[]) => console.log(((performance.now() - started) / 1000).toFixed(0), 's', ...parts)
log(shown.length, 'pictures,', heard.length, 'sounds;', unseen.length, unheard.length, 'to test with')

const models = join(data, 'models')
const sound = {
  model: speechTrunk(
    {
      spectrogram: await readFile(join(models, 'speech-embedding', 'melspectrogram.onnx')),
      embedding: await readFile(join(models, 'speech-embedding', 'embedding_model.onnx')),
    },
    1,
  ),
  sampleRate: 16_000,
  seconds: 1,
  scale: 32_768,
  batchSize: 1,
}
await using cache = diskCache(cacheFolder, { precision: 'int8' })

interface Digit {
  readonly digit: number
  readonly item: OmniItem
}

/** The share of queries whose nearest document is of their class. */
function firstOfClass(queries: Vectors, asked: readonly Digit[], documents: Vectors, pool: readonly Digit[]): string {
  const right = asked.filter(({ digit }, i) => {
    const query = row(queries, i)
    let best = 0
    let highest = -Infinity
    for (let document = 0; document < documents.count; document++) {
      const score = row(documents, document).reduce((sum, value, at) => sum + value * query[at]!, 0)
      if (score <= highest) continue
      highest = score
      best = document
    }
    return pool[best]!.digit === digit
  })
  return (right.length / asked.length).toFixed(4)
}

for (let seed = 0; seed < Number(seeds); seed++) {
  const random = seededRandom(seed)
  const words = digitWords.map((word, digit) => ({ digit, item: word }))
  const pairs = (queries: readonly Digit[], documents: readonly Digit[]) =>
    documents.map(({ digit, item }) => {
      const own = queries.filter(each => each.digit === digit)
      return { query: own[Math.floor(random() * own.length)]!.item, positive: item, group: digit }
    })
  await using encoder = await omniEncoder({
    text,
    vision: {
      model: join(models, 'efficientnet-lite0', 'efficientnet-lite0.onnx'),
      output: 'features',
      preset: {
        resize: { width: 96, height: 96, kernel: 'bicubic' },
        normalization: { scale: 1, mean: [127, 127, 127], deviation: [128, 128, 128] },
      },
    },
    sound,
    widths: [128, 64, 32],
    perceiverWidth: 128,
    perceiverLayers: 1,
    fusionLayers: 1,
    latents: 4,
    cache,
    session: { threads },
    seed,
  })
  await encoder.encode([...shown, ...heard].map(({ item }) => item))
  log(seed, 'tokens are made')
  const loss = matryoshka(infoNce({ symmetric: true, temperature: 0.1 }), { dimensions: [...encoder.widths] })
  const tasks: TrainingTask[] = [
    { name: 'word and picture', data: pairs(words, shown), loss },
    { name: 'word and sound', data: pairs(words, heard), loss },
    { name: 'picture and sound', data: pairs(heard, shown), loss },
  ]
  await train({
    model: encoder,
    tasks,
    optimizer: adamW({ learningRate: 1e-3, weightDecay: 0.05 }),
    schedule: cosineSchedule({ warmUp: 0.05 }),
    steps: 400,
    batchSize: 64,
    session: { threads },
    seed,
    onProgress: ({ step, loss: value, task }) => {
      if (step % 100 < 3) log(seed, step, task, value.toFixed(3))
    },
  })
  const [named, seen, listened] = await Promise.all(
    [words, unseen, unheard].map(each => encoder.encode(each.map(({ item }) => item))),
  )
  log(seed, 'word of a picture', firstOfClass(seen!, unseen, named!, words))
  log(seed, 'word of a sound', firstOfClass(listened!, unheard, named!, words))
  log(seed, 'picture of a word', firstOfClass(named!, words, seen!, unseen))
  log(seed, 'sound of a word', firstOfClass(named!, words, listened!, unheard))
  log(seed, 'sound of a picture', firstOfClass(seen!, unseen, listened!, unheard))
  log(seed, 'picture of a sound', firstOfClass(listened!, unheard, seen!, unseen))
}
