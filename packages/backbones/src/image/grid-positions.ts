import { concat, productOf, reshape, resize, slice, transpose, type Dimension, type Value } from '@towerkit/graph'

/** A grid of patches. */
type Grid = readonly [rows: Dimension, columns: Dimension]

/**
 * Embeddings of positions for another grid of patches than the one they were learnt on: interpolated by a cubic kernel
 * with half-pixel centres, as transformers' `interpolate_pos_encoding`. The first positions, which are of no patch,
 * stay.
 *
 * @param positions [1, first + rows x columns, width]
 * @param options.first Positions of no patch. Default 1.
 */
export function gridPositions(
  positions: Value,
  { from, to, first = 1 }: { readonly from: readonly [number, number]; readonly to: Grid; readonly first?: number },
): Value {
  if (from[0] === to[0] && from[1] === to[1]) return positions
  const width = positions.shape[2]!
  const ofPatches = first === 0 ? positions : slice(positions, { axis: 1, start: first })
  const learnt = transpose(reshape(ofPatches, [1, ...from, width]), [0, 3, 1, 2])
  const resized = transpose(reshape(resize(learnt, to, { mode: 'cubic' }), [1, width, productOf(to)]), [0, 2, 1])
  return first === 0 ? resized : concat([slice(positions, { axis: 1, end: first }), resized], 1)
}
