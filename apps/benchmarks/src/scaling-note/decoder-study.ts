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
  /** Widths of further students, each a mean of words that is mapped to the teacher's width. */
  readonly widths: readonly number[]
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
 * The four controls, students of several depths and widths, the distillation losses and hard negatives, with towers
 * that start from one decoder. The small tower is the large one without its blocks: a mean of words. All controls have
 * the same first steps, of words in one tower for both sides, and then as many of two towers apart: small and small,
 * small and large, large and large.
 */
export async function decoderStudy(corpus: Corpus, study: DecoderStudy, results: Results): Promise<void> {
  const tokenizer = corpusTokenizer(corpus)
  const part = `${corpus.name} controls`
  const texts = [...corpus.documents.values()]
  const testTexts = corpus.test.map(({ text }) => text)
  const trainTexts = [...new Set([...corpus.pairs.map(({ query }) => query), ...corpus.texts])]
  for (const seed of study.seeds) {
    const more = study.moreSeeds.includes(seed)
    const depths = Array.from({ length: more ? study.layers + 1 : 1 }, (_, layers) => layers)
    const wanted = [
      'small-small',
      'asymmetric',
      'teacher',
      'documents after',
      ...depths.map(layers => `student, ${layers} layers`),
      ...(more
        ? [...study.widths.map(width => `student, width ${width}`), 'MSE only', 'cosine only', 'hard negatives']
        : []),
    ]
    if (wanted.every(arm => results.has(part, arm, seed))) continue

    const run = (settings: Omit<Run, 'seed'>): Run => ({ ...settings, seed })
    const report = async (arm: string, query: TextEncoder, document: TextEncoder) => {
      const { values, perQuery } = await measure(
        corpus,
        await query.encodeQueries(testTexts),
        await document.encodeDocuments(texts),
      )
      results.add({
        part,
        arm,
        seed,
        values: { ...values, parameters: parametersOf(query.parts) },
        ...(perQuery && { perQuery }),
      })
    }
    // A run that was stopped makes the same towers again: the same seed gives the same weights.
    const start = decoder(corpus, study, { tokenizer, seed, maxLength: study.maxLength })
    const words = copyOf(shallow(start, 0), 'query')
    await contrast(corpus, words, words, run(study.words))
    const language: TextEncoderParts = { ...start, weights: { ...start.weights, ...words.parts.weights } }

    for (const [arm, documentParts] of [
      ['small-small', words.parts],
      ['asymmetric', language],
    ] as const) {
      if (results.has(part, arm, seed)) continue
      const query = copyOf(words.parts, 'query')
      const document = copyOf(documentParts, 'document')
      await contrast(corpus, query, document, run(study.whole))
      await report(arm, query, document)
      await Promise.all([query.close(), document.close()])
    }
    const query = copyOf(language, 'query')
    const document = copyOf(language, 'document')
    await contrast(corpus, query, document, run(study.whole))
    const teacherQueries = await query.encodeQueries(testTexts)
    const stored = await document.encodeDocuments(texts)
    const before = digest(stored.data, ...Object.values(document.parts.weights).map(({ data }) => data))
    if (!results.has(part, 'teacher', seed)) {
      const { values, perQuery } = await measure(corpus, teacherQueries, stored)
      results.add({
        part,
        arm: 'teacher',
        seed,
        values: { ...values, entropy: entropy(corpus, teacherQueries, stored), parameters: parametersOf(query.parts) },
        ...(perQuery && { perQuery }),
      })
    }
    const vectors = await query.encodeQueries(trainTexts, { normalize: false })
    const students: [string, TextEncoderParts, object?][] = depths.map(layers => [
      `student, ${layers} layers`,
      shallow(query.parts, layers),
    ])
    if (more) {
      students.push(
        ['MSE only', shallow(query.parts, 0), { cosineWeight: 0 }],
        ['cosine only', shallow(query.parts, 0), { mseWeight: 0 }],
      )
      students.push(
        ...study.widths.map((width): [string, TextEncoderParts] => [
          `student, width ${width}`,
          narrowWords(query.parts, width, vectors),
        ]),
      )
    }
    for (const [arm, parts, weights] of students) {
      if (results.has(part, arm, seed)) continue
      const student = copyOf(parts, 'student')
      const loss = await distil(vectors, student, trainTexts, run(study.student), weights)
      const learnt = await student.encodeQueries(testTexts)
      const { values, perQuery } = await measure(corpus, learnt, stored)
      const { violations, checked, distance } = bound(learnt, teacherQueries, stored)
      results.add({
        part,
        arm,
        seed,
        values: { ...values, loss, distance, violations, checked, parameters: parametersOf(student.parts) },
        ...(perQuery && { perQuery }),
      })
      await student.close()
    }
    if (!results.has(part, 'documents after', seed)) {
      const after = digest(
        (await document.encodeDocuments(texts)).data,
        ...Object.values(document.parts.weights).map(({ data }) => data),
      )
      results.add({ part, arm: 'documents after', seed, values: { same: Number(before === after) } })
    }
    if (more && !results.has(part, 'hard negatives', seed)) {
      const hardQuery = copyOf(language, 'query')
      const hardDocument = copyOf(language, 'document')
      await contrastHard(corpus, hardQuery, hardDocument, run(study.whole))
      await report('hard negatives', hardQuery, hardDocument)
      await Promise.all([hardQuery.close(), hardDocument.close()])
    }
    await Promise.all([words.close(), query.close(), document.close()])
  }
}
