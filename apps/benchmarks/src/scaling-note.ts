/**
 * ScalingNote at a small scale: the four controls, students of several sizes, losses, hard negatives, scaling over
 * parameters and data, and a real model as teacher; exact search throughout.
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/scaling-note.ts <results folder> <data folder> <MiniLM
 *   folder> [parts] [seeds]
 *
 * Parts: api, scaling, api-pretrained, scifact-pretrained, api-pretrained-scaling, stsb, scifact, speed; seeds:
 * 1,2,3,4,5. Results are appended to results.jsonl: a run that was stopped goes on where it was. Then
 * apps/benchmarks/src/scaling-note-report.ts <results folder> writes report.md and report.html.
 */
import { join } from 'node:path'
import { apiCorpus, scifactCorpus } from './scaling-note/corpus.ts'
import { decoderStudy, type DecoderStudy } from './scaling-note/decoder-study.ts'
import { pretrainedStudy, type PretrainedStudy } from './scaling-note/pretrained-study.ts'
import { depthStudy } from './scaling-note/depth-study.ts'
import { openResults } from './scaling-note/results.ts'
import { scalingStudy } from './scaling-note/scaling-study.ts'
import { similarityStudy, type SimilarityStudy } from './scaling-note/similarity-study.ts'
import { speedStudy } from './scaling-note/speed-study.ts'

const [
  folder,
  data,
  model,
  parts = 'api-pretrained,scifact-pretrained,api-pretrained-scaling,stsb,speed',
  wanted = '1,2,3,4,5',
] = process.argv.slice(2)
if (!folder || !data || !model)
  throw new Error('usage: scaling-note.ts <results folder> <data folder> <MiniLM folder> [parts] [seeds]')
const results = openResults(folder)
const seeds = wanted.split(',').map(Number)
if (!seeds.every(Number.isInteger))
  throw new Error(`scaling-note: the seeds are "${wanted}". Give whole numbers with commas between.`)

const decoders: DecoderStudy = {
  width: 256,
  layers: 2,
  widths: [64, 128],
  maxLength: 40,
  seeds,
  moreSeeds: [5],
  words: { batchSize: 512, steps: 45, learningRate: 4e-3 },
  whole: { batchSize: 128, steps: 25, learningRate: 2e-4 },
  student: { batchSize: 256, steps: 60, learningRate: 2e-3 },
}
const stageTwo = {
  words: { batchSize: 256, steps: 2000, learningRate: 2e-2 },
  attention: { batchSize: 256, steps: 2000, learningRate: 2e-3 },
  blocks: { batchSize: 64, steps: 1000, learningRate: 1e-3 },
}
const pretrained = { model, folder: join(folder, 'pretrained'), seeds, ...stageTwo }
const api: PretrainedStudy = {
  ...pretrained,
  smallSmallLonger: true,
  maxLength: 32,
  rank: 64,
  small: 0,
  depths: [1, 2],
  pairs: { batchSize: 64, steps: 40, learningRate: 1e-4 },
}
const scifact: PretrainedStudy = {
  ...pretrained,
  maxLength: 96,
  asItIs: true,
  small: 0,
  depths: [1, 2],
  pairs: { batchSize: 32, steps: 40, learningRate: 1e-4 },
}
const similarity: SimilarityStudy = {
  model,
  data,
  seeds,
  ...stageTwo,
  depths: [1, 2],
  alone: { batchSize: 64, steps: 100, learningRate: 1e-4 },
}

/** Declarations are as short as queries: their texts, without a word of what they answer, are distilled with too. */
const withDocuments = async () => {
  const corpus = await apiCorpus()
  return { ...corpus, texts: [...corpus.documents.values()] }
}

const studies: Readonly<Record<string, () => Promise<void>>> = {
  api: async () => decoderStudy(await apiCorpus(), decoders, results),
  scaling: async () =>
    scalingStudy(
      await apiCorpus(),
      {
        widths: [32, 64, 128, 256],
        shares: [0.125, 0.25, 0.5],
        middle: 128,
        student: 32,
        words: decoders.words,
        distillation: decoders.student,
        maxLength: decoders.maxLength,
        seeds,
        shareSeeds: [1, 2],
      },
      results,
    ),
  'api-pretrained': async () => pretrainedStudy(await withDocuments(), api, results),
  'scifact-pretrained': async () => pretrainedStudy(await scifactCorpus(data), scifact, results),
  'api-pretrained-scaling': async () =>
    depthStudy(
      await withDocuments(),
      { ...api, depths: [1, 2, 3, 4], shares: [0.125, 0.25, 0.5], shareDepth: 2 },
      results,
    ),
  stsb: async () => similarityStudy(similarity, (await scifactCorpus(data)).texts, results),
  scifact: async () =>
    decoderStudy(
      await scifactCorpus(data),
      {
        ...decoders,
        maxLength: 128,
        words: { ...decoders.words, batchSize: 128 },
        whole: { ...decoders.whole, batchSize: 32 },
        moreSeeds: [],
      },
      results,
    ),
  speed: async () => speedStudy(await apiCorpus(), decoders, { model, results }),
}
for (const part of parts.split(',')) {
  const study = studies[part]
  if (!study) throw new Error(`scaling-note: there is no part "${part}". Parts: ${Object.keys(studies).join(', ')}.`)
  await study()
}
