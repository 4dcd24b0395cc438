import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { firstLayers } from '@towerkit/text-encoder'
import { distil, type Run, type StudyTower } from './contrast.ts'
import { copyOf, parametersOf } from './decoders.ts'
import { bound, digest, entropy } from './measure.ts'
import type { PretrainedContext } from './pretrained-context.ts'
import type { PretrainedTeacher } from './pretrained-teacher.ts'

const wordsAndAttention = 'student, words and attention'

/** The names of everything that `pretrainedStudents` measures. */
export function studentArms({ study, attentive }: PretrainedContext): string[] {
  const students = [study.small, ...study.depths].map(nameOf)
  return ['teacher', 'documents after', ...(attentive ? [wordsAndAttention] : []), ...students]
}

/** Students of several depths learn the teacher's vectors; its documents and their index must stay as they are. */
export async function pretrainedStudents(
  context: PretrainedContext,
  seed: number,
  { query, document, queries, stored, vectors }: PretrainedTeacher,
): Promise<void> {
  const { corpus, study, results, part, stageTwo, words, attentive, trainTexts, testTexts, report } = context
  if (!results.has(part, 'teacher', seed))
    await report('teacher', seed, {
      queries,
      stored,
      more: { entropy: entropy(corpus, queries, stored), parameters: parametersOf(query.parts) },
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
    const loss = await distil(vectors, student, trainTexts, { ...settings, seed })
    const learnt = await student.encodeQueries(testTexts)
    await report(arm, seed, {
      queries: learnt,
      stored,
      more: { loss, ...bound(learnt, queries, stored), parameters: parametersOf(student.parts) },
    })
    await student.close()
  }
  const ofDepth = (depth: number): StudyTower =>
    depth === 0 ? copyOf(words.parts, 'student') : copyOf(firstLayers(query.parts, depth), 'student')
  await learn(
    `${nameOf(study.small)}, as many texts as pairs`,
    { ...stageTwo, steps: study.pairs.steps, batchSize: study.pairs.batchSize },
    () => ofDepth(study.small),
  )
  for (const depth of [study.small, ...study.depths])
    await learn(nameOf(depth), depth === 0 ? study.words : study.blocks, () => ofDepth(depth))
  if (attentive) await learn(wordsAndAttention, study.attention, () => copyOf(attentive.parts, 'student'))
  if (!results.has(part, 'documents after', seed))
    results.add({ part, arm: 'documents after', seed, values: { same: Number(before === (await state())) } })
}

function nameOf(depth: number): string {
  return depth === 0 ? 'student, words' : `student, ${depth} blocks`
}
