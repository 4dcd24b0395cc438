import { rm } from 'node:fs/promises'
import { row } from '@towerkit/core'
import { embeddingDistillation } from '@towerkit/losses'
import { createTextEncoder, textEncoder, type TextEncoder } from '@towerkit/text-encoder'
import { adamW, cosineSchedule, shuffledSampler, train } from '@towerkit/training'
import type { DemoSettings } from './settings.ts'
import { towerConfig } from './train-towers.ts'
import type { TrainingContext } from './training-context.ts'
import type { TrainingData } from './training-data.ts'

/**
 * Stage II of ScalingNote: a small query tower learns the large one's vectors of the training queries, and nothing else.
 * Document tower and index stay as they are; the student starts from the teacher's weights where
 * both have the same. Written to `student-query`.
 *
 * @see ScalingNote, arXiv 2411.15766: query-side distillation with mean squared error and cosine similarity.
 */
export async function distilQueryTower({ pairs, documents, queries: more = [] }: TrainingData, settings: DemoSettings, { workspace, progress, signal }: TrainingContext): Promise<void> {
  const { student: size, dimensions, queryLength, seed } = settings
  await using teacher = await textEncoder(workspace.path('teacher-query'))
  const textOf = new Map(documents.map(({ id, text }) => [id, text]))
  const queries = [...new Set([...pairs.flatMap(({ query, positive }) => [query, textOf.get(positive)!]), ...more])]
  // Raw vectors: between unit vectors the two terms of the loss would be the same.
  const vectors = await teacher.encodeQueries(queries, { normalize: false, ...(signal && { signal }), onProgress: ({ done }) => progress.update(0.3 * done / queries.length, 'teacher vectors') })
  const student = createTextEncoder({ name: 'student', config: towerConfig(size, settings), tokenizer: teacher.parts.tokenizer, dimensions, maxLength: queryLength, seed })
  startFrom(student, teacher)
  await train({
    model: student,
    data: shuffledSampler(queries.map((query, i) => ({ student: query, teacher: row(vectors, i) })), { batchSize: size.batchSize, seed }),
    loss: embeddingDistillation(),
    optimizer: adamW({ learningRate: size.learningRate }),
    schedule: cosineSchedule({ warmUp: 0.1 }),
    steps: size.steps,
    seed,
    checkpoints: { folder: workspace.path('student-checkpoints'), every: 200 },
    ...(signal && { signal }),
    onProgress: ({ step, steps, loss, remainingMs }) => progress.update(0.3 + 0.7 * step / steps, `loss ${loss.toFixed(3)}, ${Math.round(remainingMs / 1000)} s left`),
  })
  await student.save(workspace.path('student-query'))
  await student.close()
  // They have served: the stage is done.
  await rm(workspace.path('student-checkpoints'), { recursive: true, force: true })
}

/** Copies the teacher's weights wherever the student has one of the same name and shape: its words, above all. */
function startFrom(student: TextEncoder, teacher: TextEncoder): void {
  for (const [name, { shape, data }] of Object.entries(student.parts.weights)) {
    const known = teacher.parts.weights[name]
    if (known?.shape.join() === shape.join()) (data as Float32Array).set(known.data as Float32Array)
  }
}
