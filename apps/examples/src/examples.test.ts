import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { regionEncoder } from '@towerkit/region-encoder'
import { colouredPicture, tinyDetector, tinyNames } from '@towerkit/region-encoder/testing'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { afterAll, expect, it } from 'vitest'

/** The last line that each example prints. */
const lastLines: Readonly<Record<string, RegExp>> = {
  'compare-systems.ts': /towerkit-systems\.html$/,
  'differentiate.ts': /^second derivative: 1\.2094\d, by hand 1\.2094\d$/,
  'evaluate-a-run.ts': /^Success@1: 0\.200 -> 1\.000, p = 0\.125$/,
  'fine-tune.ts': /^nDCG@10 after: [01]\.\d{4}$/,
  'find-objects.ts': /^1 pictures run, 0 as they were$/,
  'exact-index.ts': /^loaded: 4 vectors$/,
  'rerank.ts': /^nDCG@10: BM25 [01]\.\d{4}, reranked [01]\.\d{4}$/,
  'read-documents.ts': /^[1-9]\d* documents: \d+ to train on, \d+ to test with$/,
  'search-pictures.ts': /^found first: (1[7-9]) of 19 known drawings, [1-5] of 5 new ones$/,
  'train-two-towers.ts': /^right answers first: \d+ % before, \d+ % after$/,
  'your-own-loss.ts': /^(\d+) of \1 cases of the contract passed$/,
}

it('every example is run here', () => {
  expect(
    readdirSync(import.meta.dirname)
      .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .sort(),
  ).toEqual(Object.keys(lastLines).sort())
})

const folder = mkdtempSync(join(tmpdir(), 'examples-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A detector of coloured patches, a tiny text encoder, and a folder with one picture. */
async function objectArguments(): Promise<string[]> {
  const model = join(folder, 'names')
  const pictures = join(folder, 'pictures')
  mkdirSync(pictures)
  const text = tinyEncoder(tinyNames)
  await text.save(model)
  writeFileSync(join(folder, 'tiny.onnx'), tinyDetector())
  const regions = await regionEncoder({ image: join(folder, 'tiny.onnx'), text, names: tinyNames })
  await regions.save(join(folder, 'regions'))
  await Promise.all([regions.close(), text.close()])
  const { width, height, data } = colouredPicture([['red', [8, 16, 8, 8]]])
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(join(pictures, 'red.png'))
  return [join(folder, 'regions'), model, pictures, 'red']
}

function tinyEncoder(texts: readonly string[]) {
  return createTextEncoder({
    tokenizer: trainWordPiece(texts, { vocabularySize: 120, minimumFrequency: 1 }),
    config: {
      model_type: 'bert',
      vocab_size: 120,
      hidden_size: 16,
      num_hidden_layers: 2,
      num_attention_heads: 2,
      intermediate_size: 32,
      max_position_embeddings: 32,
      type_vocab_size: 1,
      layer_norm_eps: 1e-12,
      hidden_dropout_prob: 0,
    },
  })
}

/** fine-tune.ts and rerank.ts get a tiny model and a tiny dataset. */
async function argumentsOf(name: string): Promise<string[]> {
  if (name === 'compare-systems.ts') return [folder]
  if (name === 'find-objects.ts') return objectArguments()
  if (name !== 'fine-tune.ts' && name !== 'rerank.ts') return []
  const model = join(folder, 'model')
  const data = join(folder, 'data')
  const nouns = ['chair', 'river', 'engine', 'window', 'garden', 'copper', 'paper', 'signal', 'market', 'winter']
  const things = nouns.flatMap(noun => ['red', 'green', 'blue', 'black'].map(colour => `${colour} ${noun}`))
  mkdirSync(join(data, 'qrels'), { recursive: true })
  const lines = (rows: readonly object[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('')
  writeFileSync(
    join(data, 'corpus.jsonl.gz'),
    gzipSync(lines(things.map((thing, i) => ({ _id: `d${i}`, title: thing, text: `All about the ${thing}.` })))),
  )
  writeFileSync(
    join(data, 'queries.jsonl'),
    lines(things.map((thing, i) => ({ _id: `q${i}`, text: `where is a ${thing}?` }))),
  )
  for (const [split, rest] of [
    ['train', 0],
    ['test', 1],
  ] as const) {
    writeFileSync(
      join(data, 'qrels', `${split}.tsv`),
      ['query-id\tcorpus-id\tscore', ...things.flatMap((_, i) => (i % 2 === rest ? [`q${i}\td${i}\t1`] : []))].join(
        '\n',
      ),
    )
  }
  await tinyEncoder(things).save(model)
  return name === 'rerank.ts'
    ? [model, data, join(folder, 'reranker'), '1', '8']
    : [model, data, join(folder, 'fine-tuned')]
}

it.each(Object.entries(lastLines))('%s', async (name, lastLine) => {
  const { NODE_OPTIONS: _, ...environment } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@towerkit/source', join(import.meta.dirname, name), ...(await argumentsOf(name))],
    { env: environment },
  )
  expect(stdout.trim().split('\n').at(-1)).toMatch(lastLine)
})
