import type { Vectors } from '@towerkit/core'
import { firstLayers } from '@towerkit/text-encoder'
import { contrast, contrastToVectors, type Run, type StudyTower } from './contrast.ts'
import { copyOf, parametersOf } from './decoders.ts'
import type { PretrainedContext } from './pretrained-context.ts'

/** What is trained end to end: its small towers, and how it is trained on. */
export interface Rival {
  readonly arm: string
  /** Whether the document tower is small too. */
  readonly isSmallSmall?: boolean
  readonly small: (name: string) => StudyTower
  readonly longer?: Omit<Run, 'seed'>
}

/** The small towers that are trained end to end. */
export function rivalsOf({ study, start, words, attentive, stageTwo }: PretrainedContext): Rival[] {
  const small = (name: string): StudyTower =>
    study.small === 0 ? copyOf(words.parts, name) : copyOf(firstLayers(start, study.small), name)
  return [
    { arm: 'small-small', isSmallSmall: true, small, ...(study.smallSmallLonger && { longer: stageTwo }) },
    { arm: 'asymmetric', small, longer: stageTwo },
    ...(attentive
      ? [
          {
            arm: 'asymmetric, words and attention',
            small: (name: string) => copyOf(attentive.parts, name),
            longer: study.attention,
          },
        ]
      : []),
  ]
}

/** Trains and measures a rival, and once more after it was trained on. */
export async function trainRival(
  { corpus, study, results, part, start, texts, testTexts, report }: PretrainedContext,
  seed: number,
  { arm, isSmallSmall, small, longer }: Rival,
): Promise<void> {
  if (results.has(part, arm, seed) && (!longer || results.has(part, `${arm}, longer`, seed))) return
  const query = small('query')
  const document = isSmallSmall ? small('document') : copyOf(start, 'document')
  await contrast(corpus, query, document, { ...study.pairs, seed })
  const stored = await document.encodeDocuments(texts)
  const reportAs = async (name: string, documents: Vectors) =>
    report(name, seed, {
      queries: await query.encodeQueries(testTexts),
      stored: documents,
      more: { parameters: parametersOf(query.parts) },
    })
  if (!results.has(part, arm, seed)) await reportAs(arm, stored)
  if (longer && isSmallSmall) {
    await contrast(corpus, query, document, { ...longer, learningRate: study.pairs.learningRate, seed })
    await reportAs(`${arm}, longer`, await document.encodeDocuments(texts))
  } else if (longer) {
    await contrastToVectors(corpus, query, stored, { ...longer, seed })
    await reportAs(`${arm}, longer`, stored)
  }
  await Promise.all([query.close(), document.close()])
}
