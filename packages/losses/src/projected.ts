import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, constantInitializer, matmul, normalInitializer, type Loss } from '@towerkit/graph'
import { requireLoss } from './matryoshka.ts'

/** Options of `projected`. */
export interface ProjectedOptions {
  /** Length of the column's embeddings. */
  readonly from: number
  /** Length that the loss gets: the teacher's. */
  readonly to: number
  /** The column that is mapped. Default 'student'. */
  readonly column?: string
}

/**
 * A loss that sees one column through a linear map x·W + b that is trained with it: so that a student with shorter
 * embeddings learns from a teacher.
 *
 * The map is part of the loss, not of the tower: the student keeps its own length, and the map is found in
 * `lossParameters` of what `train` gives.
 *
 * @param loss Any loss; keeps its columns.
 * @throws {ArgumentError} if the loss has no such column, or lengths are not whole numbers from 1.
 *
 * @example
 * const loss = projected(embeddingDistillation(), { from: 128, to: 384 })
 *
 * @see sentence-transformers' EmbedDistillLoss with `projection_dim`.
 */
export function projected(loss: Loss, options: ProjectedOptions): Loss {
  const {
    from,
    to,
    column = 'student',
  } = requireKnownOptions<ProjectedOptions>('projected', options, { from: true, to: true, column: true })
  requireLoss('projected', loss)
  if (![from, to].every(length => Number.isInteger(length) && length >= 1))
    throw new ArgumentError(`projected: from ${from} to ${to}. Give whole numbers from 1.`, { from, to })
  if (!Object.hasOwn(loss.columns, column))
    throw new ArgumentError(
      `projected: ${loss.name} has no column "${column}". Its columns are ${Object.keys(loss.columns).join(', ')}.`,
      { column },
    )
  return {
    ...loss,
    name: 'projected',
    options: { from, to, column, loss: loss.name, ...loss.options },
    source: loss.source,
    parameters: {
      ...loss.parameters,
      projection: { shape: [from, to], initializer: normalInitializer(from ** -0.5) },
      projectionBias: { shape: [to], initializer: constantInitializer(0) },
    },
    compute({ projection, projectionBias, ...columns }) {
      if (!projection || !projectionBias)
        throw new ArgumentError(
          'projected: there are no columns "projection" and "projectionBias". Give the loss its parameters too.',
          { column: 'projection' },
        )
      const short = columns[column]
      return loss.compute(short ? { ...columns, [column]: add(matmul(short, projection), projectionBias) } : columns)
    },
  }
}
