import {
  ArgumentError,
  DataError,
  requireKnownOptions,
  row,
  ShapeError,
  type Encoder,
  type Vectors,
} from '@towerkit/core'
import { columnsOfLoss, type Loss } from '@towerkit/graph'
import { runOptionNames } from './run-option-names.ts'
import { shuffledSampler } from './shuffled-sampler.ts'
import type { Trainable } from './trainable.ts'
import type { RunOptions, SingleTask, TrainResult } from './train-options.ts'
import { train } from './train.ts'

/** A teacher: raw vectors of queries, before they are scaled to unit length. */
export type QueryTeacher<Query = string> = Pick<Encoder<Query>, 'dimensions'> & {
  encodeQueries(
    queries: readonly Query[],
    options?: {
      readonly normalize?: boolean
      readonly signal?: AbortSignal
      readonly onProgress?: (progress: { readonly done: number }) => void
    },
  ): Promise<Vectors>
}

/** Options of `distilQueryTower`; the others are those of `train`. */
export interface DistilQueryTowerOptions<Query = string> extends Omit<RunOptions, 'model'> {
  /**
   * The large query tower, or its vectors of `queries`, raw and in their order, if they were computed before.
   */
  readonly teacher: QueryTeacher<Query> | Vectors
  /** The small query tower; trained in place. */
  readonly student: Trainable & Pick<Encoder<Query>, 'dimensions'>
  /** Queries only: no documents, no labels, no negatives. */
  readonly queries: readonly Query[]
  /** `embeddingDistillation()` for the paper's two terms, or any loss of the columns `student` and `teacher`. */
  readonly loss: SingleTask['loss']
  /** Called with the number of the teacher's vectors computed so far. */
  readonly onTeacherProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/**
 * Stage II of ScalingNote: a small query tower learns the vectors that the large one gives to queries. Each query is
 * encoded by the teacher once. Only the student changes: the document tower and every index of its vectors stay valid.
 *
 * L = 1/B Σ [ ‖s − t‖² / d + μ·(1 − cos(s, t)) ] with `embeddingDistillation()`, on raw vectors: between unit vectors
 * its terms are one. Then for any unit document d, |⟨s,d⟩ − ⟨t,d⟩| ≤ ‖s − t‖: a document ahead by more than twice that
 * stays ahead.
 *
 * @throws {ShapeError} if student and teacher have different dimensions; {DataError} without queries.
 *
 * @example
 * const student = textEncoderOf(firstLayers(towers.query.parts, 2), { name: 'student' })
 * await distilQueryTower({
 *   teacher: towers.query,
 *   student,
 *   queries,
 *   loss: embeddingDistillation(),
 *   optimizer: adamW({ learningRate: 1e-3 }),
 *   steps: 500,
 * })
 *
 * @see ScalingNote, arXiv 2411.15766: query-side distillation with mean squared error and cosine similarity.
 */
export async function distilQueryTower<Query = string>(given: DistilQueryTowerOptions<Query>): Promise<TrainResult> {
  const { teacher, student, queries, onTeacherProgress, ...options } = requireKnownOptions('distilQueryTower', given, {
    ...runOptionNames,
    teacher: true,
    student: true,
    queries: true,
    onTeacherProgress: true,
    loss: true,
  })
  if (queries.length === 0) throw new DataError('distilQueryTower: there are no queries. Give at least one.')
  if (teacher.dimensions !== student.dimensions) {
    throw new ShapeError(
      `distilQueryTower: the student has ${student.dimensions} dimensions, the teacher ${teacher.dimensions}. ` +
        `Give the student a projection to the teacher's.`,
      { student: student.dimensions, teacher: teacher.dimensions },
    )
  }
  const tower = student.tower('query', 'query')
  if (!tower)
    throw new ArgumentError('distilQueryTower: the student has no tower for the column "query". Give an encoder.')
  const vectors =
    'encodeQueries' in teacher
      ? await teacherVectors(teacher, queries, { onTeacherProgress, signal: options.signal })
      : teacher
  if (vectors.count !== queries.length)
    throw new ShapeError(
      `distilQueryTower: ${vectors.count} teacher vectors for ${queries.length} queries. Give one for each.`,
      { vectors: vectors.count, queries: queries.length },
    )
  const { batchSize = 32, seed = 0 } = options
  const data = shuffledSampler(
    queries.map((query, i) => ({ student: query, teacher: row(vectors, i) })),
    { batchSize, seed },
  )
  return train({
    ...options,
    model: { tower: column => (column === 'student' ? tower : undefined) },
    loss: asQueries(options.loss),
    data,
  })
}

/** The student's items are queries, so that they get the prompt that they have when the student serves. */
function asQueries(loss: Loss): Loss {
  const { student } = Object.fromEntries(columnsOfLoss(loss).map(column => [column.name, column]))
  if (!student) return loss
  const { holds, of, output } = student
  return { ...loss, columns: { ...loss.columns, student: { holds, of, output, side: 'query' } } }
}

function teacherVectors<Query>(
  teacher: QueryTeacher<Query>,
  queries: readonly Query[],
  {
    onTeacherProgress,
    signal,
  }: { readonly [name in 'onTeacherProgress' | 'signal']: DistilQueryTowerOptions[name] | undefined },
): Promise<Vectors> {
  return teacher.encodeQueries(queries, {
    normalize: false,
    ...(signal && { signal }),
    ...(onTeacherProgress && { onProgress: ({ done }) => onTeacherProgress({ done, total: queries.length }) }),
  })
}
