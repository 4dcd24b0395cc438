import { ShapeError } from '@towerkit/core'
import {
  cast,
  concat,
  isNan,
  l2Normalize,
  matmul,
  mul,
  not,
  reduceSum,
  reshape,
  slice,
  type Value,
} from '@towerkit/graph'
import { padLists } from './list-scores.ts'
import { requireColumns, requireEmbeddings } from './require-columns.ts'

/**
 * Scores of the positive and the negatives of each query, and the teacher's: both [batch, 1 + k].
 *
 * @throws {ArgumentError} if a column is missing; {ShapeError} if they do not fit.
 */
export function candidateScores(
  loss: string,
  columns: Readonly<Record<string, Value>>,
  similarity: 'cosine' | 'dot',
): { readonly scores: Value; readonly label: Value } {
  const { query, positive } = requireEmbeddings(loss, columns, ['query', 'positive'])
  const { negatives, label } = requireColumns(loss, columns, ['negatives', 'label'])
  const [batch, dimensions] = query.shape
  const count = Number(label.shape[1]) - 1
  if (label.shape.length !== 2 || label.shape[0] !== batch || !(count >= 1)) {
    throw new ShapeError(
      `${loss}: "label" is [${label.shape}]. Give [${batch}, 1 + negatives], the teacher's scores of the positive ` +
        'and each negative.',
      { column: 'label', shape: label.shape },
    )
  }
  if (
    negatives.shape.at(-1) !== dimensions ||
    negatives.dtype !== query.dtype ||
    (negatives.shape.length === 3 && (negatives.shape[0] !== batch || negatives.shape[1] !== count))
  ) {
    throw new ShapeError(
      `${loss}: "negatives" is [${negatives.shape}], "label" [${label.shape}]. Give ${count} negatives for each ` +
        `query, of ${dimensions} dimensions.`,
      { column: 'negatives', shape: negatives.shape },
    )
  }
  const vectors = (x: Value) => (similarity === 'cosine' ? l2Normalize(x) : x)
  const q = vectors(query)
  const counted = not(isNan(cast(slice(label, { axis: 1, start: 1 }), query.dtype)))
  const rows = padLists(loss, { column: 'negatives', rows: vectors(negatives), counted })
  const own = reduceSum(mul(q, vectors(positive)), [1], { keepDimensions: true })
  return {
    scores: concat([own, reshape(matmul(rows, reshape(q, [batch!, dimensions!, 1])), [batch!, count])], 1),
    label,
  }
}
