import { embeddingDistillation } from '@towerkit/losses'
import { firstLayers, staticStudent, textEncoder, textEncoderOf, type TextEncoder } from '@towerkit/text-encoder'
import { distilQueryTower as distil } from '@towerkit/training'
import { finishedRun, runOptions } from './run-options.ts'
import type { DemoSettings } from './settings.ts'
import type { TrainingContext } from './training-context.ts'
import type { TrainingData } from './training-data.ts'

/** Share of the stage that the teacher's vectors take. */
const teacherShare = 0.3

/** How much faster words learn than the attention to them. */
const wordRate = 10

/**
 * Stage II of ScalingNote: a small query tower, begun as the first blocks of the large one or what it makes of single
 * words, learns the large one's vectors of texts, and nothing else. Document tower and index stay as they are. Written
 * to `student-query`.
 *
 * @param options.teacher Folder of the large query tower.
 *
 * @see ScalingNote, arXiv 2411.15766: query-side distillation with mean squared error and cosine similarity.
 */
export async function distilQueryTower(
  { pairs, documents, queries: more = [] }: TrainingData,
  settings: DemoSettings,
  { context, teacher: folder }: { readonly context: TrainingContext; readonly teacher: string },
): Promise<void> {
  const { student: size, seed } = settings
  const { workspace, progress } = context
  const queries = [...new Set([...pairs.map(({ query }) => query), ...documents.map(({ text }) => text), ...more])]
  await using teacher = await textEncoder(folder)
  await using student = await firstStudent(teacher, queries, { settings, context })
  const run = runOptions(size, { context, seed, name: 'student', from: teacherShare, to: 1 })
  await distil({
    teacher,
    student,
    queries,
    loss: embeddingDistillation(),
    onTeacherProgress: ({ done, total }) => progress.update((teacherShare * done) / total, 'teacher vectors'),
    ...('attention' in student.parts &&
      student.parts.attention && { learningRates: [{ weights: 'student.embedding.weight', factor: wordRate }] }),
    ...run,
  })
  await student.save(workspace.path('student-query'))
  await finishedRun(context, 'student')
}

/**
 * The words of a tower that was made of this corpus already find what texts share; those of a pretrained model are only
 * where its blocks begin.
 */
async function firstStudent(
  teacher: TextEncoder,
  queries: readonly string[],
  {
    settings: {
      student: { layers, attention = 0 },
      model,
      seed,
    },
    context: { progress, signal },
  }: { readonly settings: DemoSettings; readonly context: TrainingContext },
) {
  if (layers === 0 && model !== undefined)
    return staticStudent(teacher, queries, {
      attention,
      seed,
      ...(signal && { signal }),
      onProgress: ({ done, total }) => progress.update(0, `vectors of words: ${Math.round((100 * done) / total)} %`),
    })
  // Without blocks the last token knows nothing of the text.
  return textEncoderOf(firstLayers(teacher.parts, layers, layers === 0 ? { pooling: 'mean' } : {}), { name: 'student' })
}
