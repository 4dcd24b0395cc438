import { concat, productOf, reshape, resize, slice, transpose, type Dimension, type Value } from '@towerkit/graph'

/** A grid of patches. */
type Grid = readonly [rows: Dimension, columns: Dimension]

/**
 * Embeddings of positions for another grid of patches than the one they were learnt on: interpolated by a cubic kernel
 * with half-pixel centres, as transformers' `interpolate_pos_encoding`. The first position, which is of no patch,
 * stays.
 *
 * @param positions [1, 1 + rows x columns, width]
 */
export function gridPositions(
  positions: Value,
  { from, to }: { readonly from: readonly [number, number]; readonly to: Grid },
): Value {
  if (from[0] === to[0] && from[1] === to[1]) return positions
  const width = positions.shape[2]!
  const first = slice(positions, { axis: 1, end: 1 })
  const learnt = transpose(reshape(slice(positions, { axis: 1, start: 1 }), [1, ...from, width]), [0, 3, 1, 2])
  const resized = reshape(resize(learnt, to, { mode: 'cubic' }), [1, width, productOf(to)])
  return concat([first, transpose(resized, [0, 2, 1])], 1)
}
