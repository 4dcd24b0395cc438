import { ArgumentError, ShapeError } from '@towerkit/core'
import {
  cast,
  concat,
  cumSum,
  gather,
  isFloat,
  isNan,
  l2Normalize,
  matmul,
  mul,
  not,
  productOf,
  reshape,
  sameShape,
  where,
  type Dimension,
  type Loss,
  type Value,
} from '@towerkit/graph'
import { documents } from './documents.ts'
import { requireColumns } from './require-columns.ts'

/** The source of the scores of a loss over lists. */
export interface ListScoreOptions {
  /**
   * How a query and a document are scored; 'given' takes the column `scores` instead of `query` and `documents`.
   * Default 'cosine'.
   */
  readonly similarity?: 'cosine' | 'dot' | 'given'
  /** The scores are divided by it; above 0. Default 0.05, and 1 for 'given'. */
  readonly temperature?: number
}

/** Scores of lists, all [batch, longest]; both are 0 where `counted` is false. */
export interface ListScores {
  readonly scores: Value
  readonly labels: Value
  readonly counted: Value
}

/** Far below any score, and finite. */
export const ignoredScore = -1e30

/** Shared parts of the losses over lists: their columns, options with defaults, and scores. */
export function listScores(
  loss: string,
  { similarity = 'cosine', temperature = similarity === 'given' ? 1 : 0.05 }: ListScoreOptions,
) {
  if (!['cosine', 'dot', 'given'].includes(similarity))
    throw new ArgumentError(`${loss}: a similarity of "${similarity}". Give 'cosine', 'dot' or 'given'.`, {
      similarity,
    })
  if (!(temperature > 0))
    throw new ArgumentError(`${loss}: a temperature of ${temperature}. Give a number above 0.`, { temperature })
  return {
    columns: columnsFor(similarity),
    options: { similarity, temperature },
    read(columns: Readonly<Record<string, Value>>): ListScores {
      const { label } = requireColumns(loss, columns, ['label'])
      const needed = requireColumns(loss, columns, similarity === 'given' ? ['scores'] : ['query', 'documents'])
      const given = needed[similarity === 'given' ? 'scores' : 'query']!
      const matrix = label.shape.length === 1 ? reshape(label, [label.shape[0]!, 1]) : label
      if (matrix.shape.length !== 2)
        throw new ShapeError(`${loss}: "label" is [${label.shape}]. Give [batch] or [batch, longest].`, {
          column: 'label',
          shape: label.shape,
        })
      const numbers = isFloat(matrix.dtype) ? matrix : cast(matrix, given.dtype)
      const counted = not(isNan(numbers))
      const raw =
        similarity === 'given'
          ? givenScores(loss, given, counted)
          : similarities(loss, columns, { counted, cosine: similarity === 'cosine' })
      return { scores: mul(where(counted, raw, 0), 1 / temperature), labels: where(counted, numbers, 0), counted }
    },
  }
}

function columnsFor(similarity: ListScoreOptions['similarity']): Loss['columns'] {
  return similarity === 'given'
    ? { scores: ['embedding'], label: ['number'] }
    : { query: 'embedding', documents, label: ['number'] }
}

/**
 * Rows of lists, joined as [count, width], as [batch, longest, width]: the next row wherever `counted` is true, zeros
 * elsewhere. Rows that are in this form already stay.
 *
 * @throws {ShapeError} if rows [batch, longest, width] do not fit.
 */
export function padLists(
  loss: string,
  { column, rows, counted }: { readonly column: string; readonly rows: Value; readonly counted: Value },
): Value {
  const [batch, longest] = counted.shape as readonly [Dimension, Dimension]
  const { shape, graph, dtype } = rows
  if (shape.length === 3 && sameShape(shape.slice(0, 2), [batch, longest])) return rows
  if (shape.length !== 2)
    throw new ShapeError(
      `${loss}: "${column}" is [${shape}]. Give [count, width], the lists joined, or [${batch}, ${longest}, width].`,
      { column, shape },
    )
  const width = shape[1] as number
  const flat = reshape(cast(counted, 'int64'), [productOf([batch, longest])])
  // Row 0 is the zeros, so that places that do not count have a row too, also where no list has any.
  const places = mul(cumSum(flat, 0), flat)
  const padded = concat([graph.constant(Array<number>(width).fill(0), dtype, [1, width]), rows], 0)
  return reshape(gather(padded, places), [batch, longest, width])
}

function givenScores(loss: string, scores: Value, counted: Value): Value {
  const { shape } = scores
  const [batch, longest] = counted.shape as readonly [Dimension, Dimension]
  if (sameShape(shape, counted.shape)) return scores
  if (longest === 1 && sameShape(shape, [batch])) return reshape(scores, [batch, 1])
  // Numbers of lengths that are known do not fit; [count, 1] with a symbol is the output of a tower over lists.
  if (shape.length !== 2 || shape[1] !== 1 || (typeof shape[0] === 'number' && typeof batch === 'number')) {
    throw new ShapeError(
      `${loss}: "scores" is [${shape}], "label" [${counted.shape}]. Give both one shape, or scores [count, 1], ` +
        'the lists joined.',
      { column: 'scores', shape, expected: counted.shape },
    )
  }
  return reshape(padLists(loss, { column: 'scores', rows: scores, counted }), [batch, longest])
}

function similarities(
  loss: string,
  { query, documents }: Readonly<Record<string, Value>>,
  { counted, cosine }: { readonly counted: Value; readonly cosine: boolean },
): Value {
  const [batch, longest] = counted.shape as readonly [Dimension, Dimension]
  const shape = query!.shape
  if (shape.length !== 2 || !sameShape(shape.slice(0, 1), [batch]))
    throw new ShapeError(
      `${loss}: "query" is [${shape}], "label" [${counted.shape}]. Give [batch, dimensions] and [batch, longest].`,
      { column: 'query', shape },
    )
  if (!sameShape(documents!.shape.slice(-1), shape.slice(1)) || documents!.dtype !== query!.dtype) {
    throw new ShapeError(
      `${loss}: "documents" is ${documents!.dtype} [${documents!.shape}], "query" ${query!.dtype} [${shape}]. ` +
        'Give the same dimensions.',
      { column: 'documents', shape: documents!.shape, expected: shape },
    )
  }
  const vectors = (x: Value) => (cosine ? l2Normalize(x) : x)
  const rows = padLists(loss, { column: 'documents', rows: vectors(documents!), counted })
  return reshape(matmul(rows, reshape(vectors(query!), [batch, shape[1]!, 1])), [batch, longest])
}
