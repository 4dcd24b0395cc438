import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { row, type Vectors } from '@towerkit/core'
import { stsPairs } from '@towerkit/datasets'
import { firstLayers, textEncoder, textEncoderOf, type TextEncoder } from '@towerkit/text-encoder'
import type { Corpus } from './corpus.ts'
import { copyOf, parametersOf, session } from './decoders.ts'
import { bound, digest, measure } from './measure.ts'
import type { Results } from './results.ts'
import { contrast, distil, type Run } from './contrast.ts'

/** How the pretrained model is distilled. */
export interface PretrainedStudy {
  readonly model: string
  readonly data: string
  readonly folder: string
  readonly student: Omit<Run, 'seed'>
  readonly depths: readonly number[]
  /** The small model by itself, on the pairs. */
  readonly whole: Omit<Run, 'seed'>
  readonly seeds: readonly number[]
  readonly wholeSeeds: readonly number[]
}

const maxLength = 128

/** A pretrained model, as it is, as teacher: students of its first layers on scifact, and the same network trained without it. */
export async function pretrainedStudy(corpus: Corpus, { model, folder, student, depths, whole, seeds, wholeSeeds }: PretrainedStudy, results: Results): Promise<void> {
  const part = 'scifact pretrained'
  await using opened = await textEncoder(model, { session })
  const parts = { ...opened.parts, maxLength }
  await using teacher = textEncoderOf(parts, { name: 'query', session })
  const [texts, testTexts] = [[...corpus.documents.values()], corpus.test.map(({ text }) => text)]
  const queries = [...new Set([...corpus.pairs.map(({ query }) => query), ...corpus.texts])]
  const stored = await cached(join(folder, 'scifact-documents.f32'), teacher, texts)
  const teacherQueries = await teacher.encodeQueries(testTexts)
  const before = digest(stored.data, ...Object.values(parts.weights).map(({ data }) => data))
  if (!results.has(part, 'teacher', 0)) {
    const { values, perQuery } = await measure(corpus, teacherQueries, stored)
    results.add({ part, arm: 'teacher', seed: 0, values: { ...values, parameters: parametersOf(parts) }, ...(perQuery && { perQuery }) })
  }
  const vectors = await cached(join(folder, 'scifact-queries.f32'), teacher, queries)
  for (const seed of seeds) {
    for (const depth of depths) {
      const arm = `student, ${depth} layers`
      if (results.has(part, arm, seed)) continue
      const small = textEncoderOf(firstLayers(parts, depth), { name: 'student', session })
      await distil(vectors, small, queries, { ...student, seed })
      const learnt = await small.encodeQueries(testTexts)
      const { values, perQuery } = await measure(corpus, learnt, stored)
      const { violations, checked, distance } = bound(learnt, teacherQueries, stored)
      results.add({ part, arm, seed, values: { ...values, violations, checked, distance, documentsSame: Number(before === digest(stored.data, ...Object.values(parts.weights).map(({ data }) => data))), parameters: parametersOf(small.parts) }, ...(perQuery && { perQuery }) })
      await small.close()
    }
    if (!wholeSeeds.includes(seed)) continue
    for (const arm of ['small-small', 'asymmetric'] as const) {
      if (results.has(part, arm, seed)) continue
      const query = copyOf(firstLayers(parts, depths[0]!), 'query')
      const document = copyOf(arm === 'small-small' ? firstLayers(parts, depths[0]!) : parts, 'document')
      await contrast(corpus, query, document, { ...whole, seed })
      const { values, perQuery } = await measure(corpus, await query.encodeQueries(testTexts), await document.encodeDocuments(texts))
      results.add({ part, arm, seed, values: { ...values, parameters: parametersOf(query.parts) }, ...(perQuery && { perQuery }) })
      await Promise.all([query.close(), document.close()])
    }
  }
}

/** Spearman's correlation on the STS benchmark: both sentences by the student, and by the teacher. */
export async function similarityStudy({ model, data, student, depths, seeds }: PretrainedStudy, results: Results): Promise<void> {
  const part = 'stsb pretrained'
  const read = async (split: string) => {
    const pairs = []
    for await (const pair of stsPairs(join(data, 'stsb', `stsb-en-${split}.csv`), { columns: ['sentence1', 'sentence2', 'score'] })) pairs.push(pair)
    return pairs
  }
  const [train, test] = [await read('train'), await read('test')]
  await using opened = await textEncoder(model, { session })
  const parts = { ...opened.parts, maxLength: 64 }
  await using teacher = textEncoderOf(parts, { name: 'query', session })
  const report = async (arm: string, seed: number, encoder: TextEncoder) => {
    const [a, b] = [await encoder.encode(test.map(({ sentence1 }) => sentence1)), await encoder.encode(test.map(({ sentence2 }) => sentence2))]
    const cosines = test.map((_, i) => row(a, i).reduce((sum, value, k) => sum + value * row(b, i)[k]!, 0))
    results.add({ part, arm, seed, values: { spearman: spearman(cosines, test.map(({ score }) => score)), parameters: parametersOf(encoder.parts) } })
  }
  if (!results.has(part, 'teacher', 0)) await report('teacher', 0, teacher)
  const held = new Set(test.flatMap(({ sentence1, sentence2 }) => [sentence1, sentence2]))
  const queries = [...new Set(train.flatMap(({ sentence1, sentence2 }) => [sentence1, sentence2]))].filter(text => !held.has(text))
  const vectors = await teacher.encode(queries, { normalize: false })
  for (const seed of seeds) for (const depth of depths) {
    if (results.has(part, `student, ${depth} layers`, seed)) continue
    const small = textEncoderOf(firstLayers(parts, depth), { name: 'student', session })
    await distil(vectors, small, queries, { ...student, seed })
    await report(`student, ${depth} layers`, seed, small)
    await small.close()
  }
}

/** Raw vectors of texts, kept in a file: a model that is not trained gives the same ones again. */
async function cached(path: string, encoder: TextEncoder, texts: readonly string[]): Promise<Vectors & { readonly data: Float32Array }> {
  const { dimensions } = encoder
  if (existsSync(path)) {
    const bytes = readFileSync(path)
    const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)
    if (data.length === texts.length * dimensions) return { data, count: texts.length, dimensions }
  }
  const vectors = await encoder.encode(texts, { onProgress: ({ done }) => { if (done % 1024 < 16) console.log(path, done) } }) as Vectors & { readonly data: Float32Array }
  writeFileSync(path, new Uint8Array(vectors.data.buffer, vectors.data.byteOffset, vectors.data.byteLength))
  return vectors
}

function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)]
  const mean = (a.length + 1) / 2
  const sum = (value: (i: number) => number) => x.reduce((total, _, i) => total + value(i), 0)
  return sum(i => (x[i]! - mean) * (y[i]! - mean)) / Math.sqrt(sum(i => (x[i]! - mean) ** 2) * sum(i => (y[i]! - mean) ** 2))
}

/** From 1; equal values share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!)
  const result = new Array<number>(values.length)
  for (let start = 0; start < order.length;) {
    let end = start
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++
    for (let at = start; at <= end; at++) result[order[at]!] = (start + end) / 2 + 1
    start = end + 1
  }
  return result
}
