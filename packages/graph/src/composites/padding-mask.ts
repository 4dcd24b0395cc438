import { ShapeError, type Dtype } from '@towerkit/core'
import { isFloat } from '../dtype.ts'
import { equal } from '../ops/equal.ts'
import { reshape } from '../ops/reshape.ts'
import { where } from '../ops/where.ts'
import type { Value } from '../value.ts'

/**
 * What is added to an attention score to switch it off. Its exponential is 0 in every float type, two of them added up
 * still fit float16, and, being finite, a row in which everything is switched off gives no NaN.
 */
export const switchedOff = -1e4

/**
 * The mask that tokenizers make, as a term for attention scores: 0 where attention may go, −10⁴ where it may not.
 *
 * @param mask int64 or bool [batch, keys]: 0 marks padding. A float mask already is such a term and is returned
 *   unchanged.
 * @param dtype Element type of the scores.
 * @returns [batch, 1, 1, keys]: broadcasts over heads and queries.
 * @throws {ShapeError} if the mask is not of rank 2.
 */
export function paddingMask(mask: Value, dtype: Dtype): Value {
  if (isFloat(mask.dtype)) return mask
  if (mask.shape.length !== 2)
    throw new ShapeError(
      `paddingMask: a mask of shape [${mask.shape}]. Give int64 [batch, sequence], or floats to add to the scores.`,
      { shape: mask.shape },
    )
  const { graph } = mask
  const term = where(equal(mask, 0), graph.constant(switchedOff, dtype), graph.constant(0, dtype))
  return reshape(term, [mask.shape[0]!, 1, 1, mask.shape[1]!])
}
