import { cast } from '../ops/cast.ts'
import { matmul } from '../ops/matmul.ts'
import { equal } from '../ops/equal.ts'
import { mul } from '../ops/mul.ts'
import { range } from '../ops/range.ts'
import { reduceMax } from '../ops/reduce-max.ts'
import { reshape } from '../ops/reshape.ts'
import type { Value } from '../value.ts'

/**
 * The hidden state of the last token that the mask marks, whichever side the padding is on.
 *
 * @param hidden [batch, sequence, width]
 * @param mask int64 [batch, sequence]: 1 for tokens, 0 for padding.
 * @returns [batch, width]; the first token's state if nothing is marked.
 */
export function lastTokenPooling(hidden: Value, mask: Value): Value {
  const [batch, sequence, width] = hidden.shape
  const order = range(hidden.graph, sequence!)
  const last = reduceMax(mul(mask, order), [1], { keepDimensions: true })
  const chosen = cast(equal(order, last), hidden.dtype)
  return reshape(matmul(reshape(chosen, [batch!, 1, sequence!]), hidden), [batch!, width!])
}
