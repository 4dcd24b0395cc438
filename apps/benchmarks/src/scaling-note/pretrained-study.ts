import { mkdirSync } from 'node:fs'
import type { Run } from './contrast.ts'
import type { Corpus } from './corpus.ts'
import { parametersOf } from './decoders.ts'
import { measure } from './measure.ts'
import type { PretrainedContext } from './pretrained-context.ts'
import { rivalsOf, trainRival } from './pretrained-rivals.ts'
import { pretrainedStart } from './pretrained-start.ts'
import { pretrainedStudents, studentArms } from './pretrained-students.ts'
import { pretrainedTeacher, type PretrainedTeacher } from './pretrained-teacher.ts'
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
  const { untrained: opened, ...start } = await pretrainedStart(corpus, study)
  await using untrained = opened
  const context: PretrainedContext = {
    ...start,
    corpus,
    study,
    results,
    part,
    stageTwo: study.small === 0 ? study.words : study.blocks,
    async report(arm, seed, { queries, stored, more }) {
      const { values, perQuery } = await measure(corpus, queries, stored)
      results.add({ part, arm, seed, values: { ...values, ...more }, ...(perQuery && { perQuery }) })
    },
  }
  if (!results.has(part, 'as it is', 0))
    await context.report('as it is', 0, {
      queries: await untrained.encodeQueries(start.testTexts),
      stored: await untrained.encodeDocuments(start.texts),
      more: { parameters: parametersOf(start.start) },
    })

  let kept: PretrainedTeacher | undefined
  for (const seed of study.seeds) {
    if (!studentArms(context).every(arm => results.has(part, arm, seed))) {
      const teacher = kept ?? (await pretrainedTeacher(context, seed))
      await pretrainedStudents(context, seed, teacher)
      if (study.asItIs) kept = teacher
      else await Promise.all([teacher.query.close(), teacher.document.close()])
    }
    for (const rival of rivalsOf(context)) await trainRival(context, seed, rival)
  }
}
