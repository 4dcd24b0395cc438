import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vectors } from '@towerkit/core'
import { exactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { firstLayers } from '@towerkit/text-encoder'
import { contrast, contrastToVectors, distil, type Run, type StudyTower } from './contrast.ts'
import type { Corpus } from './corpus.ts'
import { copyOf, parametersOf } from './decoders.ts'
import { bound, digest, entropy, measure } from './measure.ts'
import { pretrainedStart } from './pretrained-start.ts'
import type { Results } from './results.ts'

/** Sizes and steps of a study whose towers all start from one pretrained model. */
export interface PretrainedStudy {
  /** Folder of the pretrained model. */
  readonly model: string
  /** Where the index files are written. */
  readonly folder: string
  /** Longest text in tokens, in training and in serving. */
  readonly maxLength: number
  /** Length of queries and keys of an attention to words, of a further student; 0 for none. Default 0. */
  readonly rank?: number
  /** Blocks of the small query tower of all controls; 0 for a mean of words. */
  readonly small: number
  /** Blocks of further students. */
  readonly depths: readonly number[]
  readonly seeds: readonly number[]
  /** Trains small-small on for as many steps as stage II has. Default false. */
  readonly smallSmallLonger?: boolean
  /** Without stage I: the teacher is the model as it is, the same for all seeds. Default false. */
  readonly asItIs?: boolean
  /** Stage I of the teacher, and all training of the towers that are trained end to end. */
  readonly pairs: Omit<Run, 'seed'>
  /** Stage II. */
  readonly words: Omit<Run, 'seed'>
  readonly attention: Omit<Run, 'seed'>
  readonly blocks: Omit<Run, 'seed'>
}

const smallSmall = 'small-small'
const wordsAndAttention = 'student, words and attention'

/**
 * The four controls and students of several depths, all from one pretrained model. Teacher (where it is trained),
 * small-small and asymmetric have the same pairs, steps and batches. The student is measured twice: after as many texts
 * as those had pairs, and after all of stage II. So that stage II's further steps are no privilege, the query tower of
 * asymmetric is also trained on for as many steps on as many texts, with the documents' vectors as they are, which is
 * all that stage II has too ("longer").
 */
export async function pretrainedStudy(corpus: Corpus, study: PretrainedStudy, results: Results): Promise<void> {
  const part = `${corpus.name} pretrained${study.small > 0 ? `, ${study.small} blocks` : ''}`
  mkdirSync(study.folder, { recursive: true })
  const {
    start,
    words,
    attentive,
    trainTexts,
    texts,
    testTexts,
    untrained: model,
  } = await pretrainedStart(corpus, study)
  await using untrained = model
  const smallTower = (name: string): StudyTower =>
    study.small === 0 ? copyOf(words.parts, name) : copyOf(firstLayers(start, study.small), name)
  const report = async (
    arm: string,
    seed: number,
    queries: Vectors,
    stored: Vectors,
    more: Record<string, number> = {},
  ) => {
    const { values, perQuery } = await measure(corpus, queries, stored)
    results.add({ part, arm, seed, values: { ...values, ...more }, ...(perQuery && { perQuery }) })
  }
  if (!results.has(part, 'as it is', 0))
    await report('as it is', 0, await untrained.encodeQueries(testTexts), await untrained.encodeDocuments(texts), {
      parameters: parametersOf(start),
    })

  let kept: ReturnType<typeof teacherOf> | undefined
  const teacherOf = async (seed: number) => {
    const query = copyOf(start, 'query')
    const document = copyOf(start, 'document')
    if (!study.asItIs) await contrast(corpus, query, document, { ...study.pairs, seed })
    const teacherQueries = await query.encodeQueries(testTexts)
    const stored = await document.encodeDocuments(texts)
    return {
      query,
      document,
      teacherQueries,
      stored,
      vectors: await query.encodeQueries(trainTexts, { normalize: false }),
    }
  }

  for (const seed of study.seeds) {
    const run = (settings: Omit<Run, 'seed'>): Run => ({ ...settings, seed })
    const stageTwo = study.small === 0 ? study.words : study.blocks
    /** What is trained end to end: its small towers, and how it is trained on. */
    const rivals: {
      readonly arm: string
      readonly small: (name: string) => StudyTower
      readonly longer?: Omit<Run, 'seed'>
    }[] = [
      { arm: smallSmall, small: smallTower, ...(study.smallSmallLonger && { longer: stageTwo }) },
      { arm: 'asymmetric', small: smallTower, longer: stageTwo },
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
    const isTrained = ({ arm, longer }: (typeof rivals)[number]) =>
      results.has(part, arm, seed) && (!longer || results.has(part, `${arm}, longer`, seed))
    const depths = [study.small, ...study.depths]
    const named = (depth: number) => (depth === 0 ? 'student, words' : `student, ${depth} blocks`)
    if (
      !['teacher', 'documents after', ...(attentive ? [wordsAndAttention] : []), ...depths.map(named)].every(arm =>
        results.has(part, arm, seed),
      )
    )
      await distilled()
    for (const rival of rivals) if (!isTrained(rival)) await endToEnd(rival)

    async function distilled(): Promise<void> {
      const { query, document, teacherQueries, stored, vectors } = await (study.asItIs
        ? (kept ??= teacherOf(seed))
        : teacherOf(seed))
      if (!results.has(part, 'teacher', seed))
        await report('teacher', seed, teacherQueries, stored, {
          entropy: entropy(corpus, teacherQueries, stored),
          parameters: parametersOf(query.parts),
        })
      await using index = exactIndex({ dimensions: stored.dimensions, kernel: runtimeKernel })
      await index.add([...corpus.documents.keys()], stored)
      const state = async (): Promise<string> => {
        const path = join(study.folder, `${corpus.name}-${seed}.index`)
        await index.save(path)
        return digest(readFileSync(path), ...Object.values(document.parts.weights).map(({ data }) => data))
      }
      const before = await state()
      const learn = async (arm: string, settings: Omit<Run, 'seed'>, start: () => StudyTower) => {
        if (results.has(part, arm, seed)) return
        const student = start()
        const loss = await distil(vectors, student, trainTexts, run(settings))
        const learnt = await student.encodeQueries(testTexts)
        await report(arm, seed, learnt, stored, {
          loss,
          ...bound(learnt, teacherQueries, stored),
          parameters: parametersOf(student.parts),
        })
        await student.close()
      }
      const ofDepth = (depth: number): StudyTower =>
        depth === 0 ? copyOf(words.parts, 'student') : copyOf(firstLayers(query.parts, depth), 'student')
      await learn(
        `${named(study.small)}, as many texts as pairs`,
        { ...stageTwo, steps: study.pairs.steps, batchSize: study.pairs.batchSize },
        () => ofDepth(study.small),
      )
      for (const depth of depths)
        await learn(named(depth), depth === 0 ? study.words : study.blocks, () => ofDepth(depth))
      if (attentive) await learn(wordsAndAttention, study.attention, () => copyOf(attentive.parts, 'student'))
      if (!results.has(part, 'documents after', seed))
        results.add({ part, arm: 'documents after', seed, values: { same: Number(before === (await state())) } })
      if (!study.asItIs) await Promise.all([query.close(), document.close()])
    }

    async function endToEnd({ arm, small, longer }: (typeof rivals)[number]): Promise<void> {
      const query = small('query')
      const document = arm === smallSmall ? small('document') : copyOf(start, 'document')
      await contrast(corpus, query, document, run(study.pairs))
      const stored = await document.encodeDocuments(texts)
      const reportAs = async (name: string, vectors: Vectors) =>
        report(name, seed, await query.encodeQueries(testTexts), vectors, { parameters: parametersOf(query.parts) })
      if (!results.has(part, arm, seed)) await reportAs(arm, stored)
      if (longer && arm === smallSmall) {
        await contrast(corpus, query, document, run({ ...longer, learningRate: study.pairs.learningRate }))
        await reportAs(`${arm}, longer`, await document.encodeDocuments(texts))
      } else if (longer) {
        await contrastToVectors(corpus, query, stored, run(longer))
        await reportAs(`${arm}, longer`, stored)
      }
      await Promise.all([query.close(), document.close()])
    }
  }
}
