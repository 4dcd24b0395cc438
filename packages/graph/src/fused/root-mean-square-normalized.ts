import { resolveAxis } from '../axes.ts'
import { add } from '../ops/add.ts'
import { mul } from '../ops/mul.ts'
import { reciprocal } from '../ops/reciprocal.ts'
import { reduceMean } from '../ops/reduce-mean.ts'
import { sqrt } from '../ops/sqrt.ts'
import type { Value } from '../value.ts'

/** x / √(mean(x²) + ε)·scale over the axes from `axis` on, and the factor 1 / √(mean(x²) + ε). */
export function rootMeanSquareNormalized(
  x: Value,
  scale: Value,
  { axis = -1, epsilon }: { readonly axis?: number; readonly epsilon: number },
): { readonly normalized: Value; readonly inverse: Value } {
  const axes = [...x.shape.keys()].slice(resolveAxis('rootMeanSquareNormalized', axis, x.shape.length))
  const inverse = reciprocal(sqrt(add(reduceMean(mul(x, x), axes, { keepDimensions: true }), epsilon)))
  return { normalized: mul(mul(x, inverse), scale), inverse }
}
