import { cast } from '../ops/cast.ts'
import { div } from '../ops/div.ts'
import { matmul } from '../ops/matmul.ts'
import { max } from '../ops/max.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import { reshape } from '../ops/reshape.ts'
import type { Value } from '../value.ts'

/**
 * Mean of the hidden states that the mask marks: Σ maskₜ·hiddenₜ / max(Σ maskₜ, 10⁻⁹), as sentence-transformers.
 *
 * One matrix product for each sequence; no masked copy of the states is made.
 *
 * @param hidden [batch, sequence, width]
 * @param mask int64 or bool [batch, sequence]: 1 for tokens, 0 for padding.
 * @returns [batch, width]; zeros if nothing is marked.
 */
export function meanPooling(hidden: Value, mask: Value): Value {
  const [batch, sequence, width] = hidden.shape
  const weights = cast(mask, hidden.dtype)
  const sums = reshape(matmul(reshape(weights, [batch!, 1, sequence!]), hidden), [batch!, width!])
  return div(sums, max(reduceSum(weights, [1], { keepDimensions: true }), 1e-9))
}
