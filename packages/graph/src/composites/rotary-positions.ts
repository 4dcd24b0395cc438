import { ArgumentError, requireKnownOptions, type Dtype } from '@towerkit/core'
import { add } from '../ops/add.ts'
import { cast } from '../ops/cast.ts'
import { concat } from '../ops/concat.ts'
import { cos } from '../ops/cos.ts'
import { mul } from '../ops/mul.ts'
import { reshape } from '../ops/reshape.ts'
import { sin } from '../ops/sin.ts'
import { split } from '../ops/split.ts'
import { sub } from '../ops/sub.ts'
import type { Value } from '../value.ts'

/** Cosines and sines of the angles of each position; [..., half the width of a head]. */
export interface RotaryPositions {
  readonly cosine: Value
  readonly sine: Value
}

/** Options of `rotaryPositions`. */
export interface RotaryOptions {
  /** Width of a head; an even number. */
  readonly width: number
  /** Longest period in units of 2π positions. Default 10,000. */
  readonly theta?: number
  /** Element type of the result. Default 'float32'. */
  readonly dtype?: Dtype
}

/**
 * The angles by which rotary position embedding turns each pair of a head: positionₜ · θ^(−2i/width), i < width/2.
 *
 * @param positions int64 [sequence], or [batch, sequence] where sequences have positions of their own.
 * @returns Tables that broadcast against heads [batch, heads, sequence, width/2].
 * @throws {ArgumentError} if the width is odd.
 *
 * @see Su et al., RoFormer, 2021, equation 15.
 */
export function rotaryPositions(positions: Value, options: RotaryOptions): RotaryPositions {
  const {
    width,
    theta = 10_000,
    dtype = 'float32',
  } = requireKnownOptions('rotaryPositions', options, { width: true, theta: true, dtype: true })
  if (!(width > 0 && width % 2 === 0))
    throw new ArgumentError(`rotaryPositions: a width of ${width}. Give an even number.`, { width })
  const frequencies = Array.from({ length: width / 2 }, (_, i) => theta ** ((-2 * i) / width))
  const perHead =
    positions.shape.length === 2 ? [positions.shape[0]!, 1, positions.shape[1]!, 1] : [positions.shape[0]!, 1]
  const angles = mul(reshape(cast(positions, dtype), perHead), positions.graph.constant(frequencies, dtype))
  return { cosine: cos(angles), sine: sin(angles) }
}

/**
 * Turns heads by the angles of their positions. Pairs are elements i and i + width/2, as in Hugging Face's models.
 *
 * @param heads [batch, heads, sequence, width]
 * @returns As `heads`.
 */
export function rotate(heads: Value, { cosine, sine }: RotaryPositions): Value {
  const half = (heads.shape.at(-1) as number) / 2
  const [first, second] = split(heads, [half, half], -1) as [Value, Value]
  return concat([sub(mul(first, cosine), mul(second, sine)), add(mul(second, cosine), mul(first, sine))], -1)
}
