import type { TextEncoder, TextEncoderParts } from '@towerkit/text-encoder'
import type { Corpus } from './corpus.ts'
import { copyOf, corpusTokenizer, decoder, narrowWords, parametersOf, shallow } from './decoders.ts'
import { bound, digest, entropy, measure } from './measure.ts'
import type { Results } from './results.ts'
import { contrast, contrastHard, distil, type Run } from './contrast.ts'

/** Sizes and steps of the study with decoders that start from the corpus itself. */
export interface DecoderStudy {
  readonly width: number
  readonly layers: number
  /** Width of the small query tower, a mean of words. */
  readonly small: number
  readonly words: Omit<Run, 'seed'>
  readonly whole: Omit<Run, 'seed'>
  readonly student: Omit<Run, 'seed'>
  /** Longest text in tokens. */
  readonly maxLength: number
  readonly seeds: readonly number[]
  /** Seeds of everything beside the four controls. */
  readonly moreSeeds: readonly number[]
}

/**
 * The four controls, students of several depths and widths, the distillation losses and hard negatives, with towers that start from one decoder.
 * Every control has the same steps: words, with one tower for both sides where their networks are the same, then whole towers apart.
 */
export async function decoderStudy(corpus: Corpus, study: DecoderStudy, results: Results): Promise<void> {
  const tokenizer = corpusTokenizer(corpus)
  const part = `${corpus.name} controls`
  const texts = [...corpus.documents.values()]
  const testTexts = corpus.test.map(({ text }) => text)
  const trainTexts = [...new Set([...corpus.pairs.map(({ query }) => query), ...corpus.texts, ...(corpus.name === 'api' ? texts : [])])]
  for (const seed of study.seeds) {
    const more = study.moreSeeds.includes(seed)
    const widths = more ? [study.small / 2, study.small, study.small * 1.5] : [study.small]
    const studentNames = [...widths.map(width => `student, width ${width}`), ...(more ? Array.from({ length: study.layers + 1 }, (_, layers) => `student, ${layers} layers`) : ['student, 0 layers'])]
    const wanted = ['small-small', 'asymmetric', 'teacher', ...studentNames, ...(more ? ['MSE only', 'cosine only', 'hard negatives'] : [])]
    if (wanted.every(arm => results.has(part, arm, seed))) continue

    const start = decoder(corpus, study, { tokenizer, seed, maxLength: study.maxLength })
    const run = (settings: Omit<Run, 'seed'>): Run => ({ ...settings, seed })
    const report = async (arm: string, query: TextEncoder, document: TextEncoder) => {
      if (results.has(part, arm, seed)) return
      const { values, perQuery } = await measure(corpus, await query.encodeQueries(testTexts), await document.encodeDocuments(texts))
      results.add({ part, arm, seed, values: { ...values, parameters: parametersOf(query.parts) }, ...(perQuery && { perQuery }) })
    }

    if (!results.has(part, 'small-small', seed)) {
      const one = copyOf(narrowWords(start, study.small), 'query')
      await contrast(corpus, one, one, run(study.words))
      const other = copyOf(one.parts, 'document')
      await contrast(corpus, one, other, run(study.whole))
      await report('small-small', one, other)
      await Promise.all([one.close(), other.close()])
    }
    if (!results.has(part, 'asymmetric', seed)) {
      const query = copyOf(narrowWords(start, study.small), 'query')
      const words = copyOf(shallow(start, 0), 'document')
      await contrast(corpus, query, words, run(study.words))
      const document = copyOf(grown(start, words.parts), 'document')
      await contrast(corpus, query, document, run(study.whole))
      await report('asymmetric', query, document)
      await Promise.all([query.close(), words.close(), document.close()])
    }
    // The teacher is made again where a run was stopped: the same seed gives the same towers.
    const words = copyOf(shallow(start, 0), 'query')
    await contrast(corpus, words, words, run(study.words))
    const language = grown(start, words.parts)
    const [query, document] = [copyOf(language, 'query'), copyOf(language, 'document')]
    await contrast(corpus, query, document, run(study.whole))
    const [teacherQueries, stored] = [await query.encodeQueries(testTexts), await document.encodeDocuments(texts)]
    const before = digest(stored.data, ...Object.values(document.parts.weights).map(({ data }) => data))
    if (!results.has(part, 'teacher', seed)) {
      const { values, perQuery } = await measure(corpus, teacherQueries, stored)
      results.add({ part, arm: 'teacher', seed, values: { ...values, entropy: entropy(corpus, teacherQueries, stored), parameters: parametersOf(query.parts) }, ...(perQuery && { perQuery }) })
    }
    const vectors = await query.encodeQueries(trainTexts, { normalize: false })
    const students: [string, TextEncoderParts, object?][] = [
      ...widths.map((width): [string, TextEncoderParts] => [`student, width ${width}`, narrowWords(query.parts, width)]),
      ...(more ? Array.from({ length: study.layers + 1 }, (_, layers): [string, TextEncoderParts] => [`student, ${layers} layers`, shallow(query.parts, layers)]) : [['student, 0 layers', shallow(query.parts, 0)] as [string, TextEncoderParts]]),
      ...(more ? [['MSE only', narrowWords(query.parts, study.small), { cosineWeight: 0 }], ['cosine only', narrowWords(query.parts, study.small), { mseWeight: 0 }]] as [string, TextEncoderParts, object][] : []),
    ]
    for (const [arm, parts, weights] of students) {
      if (results.has(part, arm, seed)) continue
      const student = copyOf(parts, 'student')
      const loss = await distil(vectors, student, trainTexts, run(study.student), weights)
      const learnt = await student.encodeQueries(testTexts)
      const { values, perQuery } = await measure(corpus, learnt, stored)
      const { violations, checked, distance } = bound(learnt, teacherQueries, stored)
      const after = digest((await document.encodeDocuments(texts)).data, ...Object.values(document.parts.weights).map(({ data }) => data))
      results.add({ part, arm, seed, values: { ...values, loss, distance, violations, checked, documentsSame: Number(before === after), parameters: parametersOf(student.parts) }, ...(perQuery && { perQuery }) })
      await student.close()
    }
    if (more && !results.has(part, 'hard negatives', seed)) {
      const [hardQuery, hardDocument] = [copyOf(language, 'query'), copyOf(language, 'document')]
      await contrastHard(corpus, hardQuery, hardDocument, run(study.whole))
      await report('hard negatives', hardQuery, hardDocument)
      await Promise.all([hardQuery.close(), hardDocument.close()])
    }
    await Promise.all([words.close(), query.close(), document.close()])
  }
}

/** The decoder with words that have been trained by themselves. */
export function grown(start: TextEncoderParts, words: TextEncoderParts): TextEncoderParts {
  return { ...start, weights: { ...start.weights, ...words.weights } }
}
