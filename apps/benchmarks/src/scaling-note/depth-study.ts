import { firstLayers } from '@towerkit/text-encoder'
import { contrast, distil } from './contrast.ts'
import type { Corpus } from './corpus.ts'
import { copyOf, parametersOf } from './decoders.ts'
import { entropy, measure } from './measure.ts'
import { pretrainedStart } from './pretrained-start.ts'
import type { PretrainedStudy } from './pretrained-study.ts'
import type { Results } from './results.ts'

/** Teachers of several depths, and of several shares of the pairs. */
export interface DepthStudy extends Pick<PretrainedStudy, 'model' | 'maxLength' | 'pairs' | 'words' | 'seeds'> {
  readonly depths: readonly number[]
  /** Shares of the pairs at one depth, with as many steps. */
  readonly shares: readonly number[]
  readonly shareDepth: number
}

/**
 * Contrastive entropy and recall of teachers over their depth and over the number of pairs, and of one student of words
 * for teachers of every depth. The deepest teacher is that of `pretrainedStudy` with the same settings.
 */
export async function depthStudy(corpus: Corpus, study: DepthStudy, results: Results): Promise<void> {
  const part = `${corpus.name} pretrained scaling`
  const { start, words, trainTexts, texts, testTexts, untrained } = await pretrainedStart(corpus, study)
  await untrained.close()
  for (const seed of study.seeds) {
    const mixed = { ...corpus, pairs: shuffled(corpus.pairs, seed) }
    for (const depth of study.depths) await measured(depth, 1)
    for (const share of study.shares) await measured(study.shareDepth, share)

    async function measured(depth: number, share: number): Promise<void> {
      const arm = share === 1 ? `${depth} blocks` : `share ${share}`
      const studentArm = `student of ${depth} blocks`
      if (results.has(part, arm, seed) && (share < 1 || results.has(part, studentArm, seed))) return
      const parts = firstLayers(start, depth)
      const query = copyOf(parts, 'query')
      const document = copyOf(parts, 'document')
      await contrast(mixed, query, document, { ...study.pairs, seed }, share)
      const queries = await query.encodeQueries(testTexts)
      const stored = await document.encodeDocuments(texts)
      const { values, perQuery } = await measure(corpus, queries, stored)
      if (!results.has(part, arm, seed))
        results.add({
          part,
          arm,
          seed,
          values: {
            ...values,
            entropy: entropy(corpus, queries, stored),
            parameters: parametersOf(parts),
            pairs: Math.ceil(corpus.pairs.length * share),
            share,
          },
          ...(perQuery && { perQuery }),
        })
      if (share === 1) {
        const student = copyOf(words.parts, 'student')
        await distil(await query.encodeQueries(trainTexts, { normalize: false }), student, trainTexts, {
          ...study.words,
          seed,
        })
        const learnt = await measure(corpus, await student.encodeQueries(testTexts), stored)
        results.add({
          part,
          arm: studentArm,
          seed,
          values: { ...learnt.values, parameters: parametersOf(student.parts), teacher: parametersOf(parts) },
          ...(learnt.perQuery && { perQuery: learnt.perQuery }),
        })
        await student.close()
      }
      await Promise.all([query.close(), document.close()])
    }
  }
}

/** Mixed by a hash, so that a smaller share is a part of a larger one and no module is left out by its place. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const hash = (i: number) => Math.imul(i ^ (seed * 0x9e3779b1), 0x85ebca6b) >>> 0
  return items
    .map((item, i) => [hash(i + 1), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item)
}
