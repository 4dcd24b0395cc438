import type { Corpus } from './corpus.ts'
import { copyOf, corpusTokenizer, decoder, narrowWords, parametersOf } from './decoders.ts'
import { shuffled } from './depth-study.ts'
import { entropy, measure } from './measure.ts'
import type { Results } from './results.ts'
import { contrast, distil, type Run } from './contrast.ts'

/** Sizes of the scaling study. */
export interface ScalingStudy {
  /** Widths of the word table, at all pairs. */
  readonly widths: readonly number[]
  /** Shares of the pairs, at the middle width. */
  readonly shares: readonly number[]
  readonly middle: number
  /**
   * Width of the one student of all teachers, and of the query tower that is trained with the widest document tower
   * from the start.
   */
  readonly student: number
  readonly words: Omit<Run, 'seed'>
  readonly distillation: Omit<Run, 'seed'>
  readonly maxLength: number
  readonly seeds: readonly number[]
  /** Seeds of the shares. */
  readonly shareSeeds: readonly number[]
}

/**
 * Contrastive entropy and recall of one tower of words for both sides over its size and over the number of pairs, and
 * of one small student of teachers of every size: the four controls by width. One tower without blocks: what grows is
 * the table alone, so that the steps can be the same.
 */
export async function scalingStudy(
  corpus: Corpus,
  { widths, shares, middle, student: narrow, words, distillation, maxLength, seeds, shareSeeds }: ScalingStudy,
  results: Results,
): Promise<void> {
  const tokenizer = corpusTokenizer(corpus)
  const texts = [...corpus.documents.values()]
  const testTexts = corpus.test.map(({ text }) => text)
  const trainTexts = [...new Set(corpus.pairs.map(({ query }) => query))]
  for (const seed of seeds) {
    // Mixed once, so that a smaller share is a part of a larger one and no module is left out by its place.
    const mixed = { ...corpus, pairs: shuffled(corpus.pairs, seed) }
    for (const [width, share] of [
      ...widths.map(width => [width, 1] as const),
      ...(shareSeeds.includes(seed) ? shares : []).map(share => [middle, share] as const),
    ]) {
      const arm = share === 1 ? `width ${width}` : `share ${share}`
      const studentArm = `student of width ${width}`
      const wantsStudent = share === 1 && width > narrow
      if (results.has('scaling', arm, seed) && (!wantsStudent || results.has('scaling', studentArm, seed))) continue
      const tower = copyOf(decoder(corpus, { width, layers: 0 }, { tokenizer, seed, maxLength }), 'query')
      await contrast(mixed, tower, tower, { ...words, seed }, share)
      const queries = await tower.encodeQueries(testTexts)
      const stored = await tower.encodeDocuments(texts)
      const { values, perQuery } = await measure(corpus, queries, stored)
      if (!results.has('scaling', arm, seed))
        results.add({
          part: 'scaling',
          arm,
          seed,
          values: {
            ...values,
            entropy: entropy(corpus, queries, stored),
            parameters: parametersOf(tower.parts),
            pairs: Math.ceil(corpus.pairs.length * share),
            share,
          },
          ...(perQuery && { perQuery }),
        })
      if (wantsStudent) {
        const vectors = await tower.encodeQueries(trainTexts, { normalize: false })
        const student = copyOf(narrowWords(tower.parts, narrow, vectors), 'student')
        await distil(vectors, student, trainTexts, { ...distillation, seed })
        const result = await measure(corpus, await student.encodeQueries(testTexts), stored)
        results.add({
          part: 'scaling',
          arm: studentArm,
          seed,
          values: { ...result.values, parameters: parametersOf(student.parts), teacher: parametersOf(tower.parts) },
          ...(result.perQuery && { perQuery: result.perQuery }),
        })
        await student.close()
      }
      await tower.close()
    }
    if (results.has('scaling', 'asymmetric', seed)) continue
    const start = decoder(corpus, { width: widths.at(-1)!, layers: 0 }, { tokenizer, seed, maxLength })
    const document = copyOf(start, 'document')
    const query = copyOf(
      narrowWords(start, narrow, await document.encodeQueries(trainTexts, { normalize: false })),
      'query',
    )
    await contrast(mixed, query, document, { ...words, seed })
    const { values, perQuery } = await measure(
      corpus,
      await query.encodeQueries(testTexts),
      await document.encodeDocuments(texts),
    )
    results.add({
      part: 'scaling',
      arm: 'asymmetric',
      seed,
      values: { ...values, parameters: parametersOf(query.parts) },
      ...(perQuery && { perQuery }),
    })
    await Promise.all([query.close(), document.close()])
  }
}
