import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { abs, add, concat, l2Normalize, mul, neg, reduceSum, slice, type Loss, type Value } from '@towerkit/graph'
import { rankingBySimilarity } from './ranking-by-similarity.ts'
import { requireEmbeddings } from './require-columns.ts'

/**
 * `coSent` with a similarity of angles in the complex plane, whose gradient does not vanish when the cosine saturates.
 * The first half of a unit vector is the real part, the second the imaginary part: s(u, v) = | u·v + im(u)·re(v) −
 * re(u)·im(v) |.
 *
 *   L = ln( 1 + Σ_{yᵢ > yⱼ} e^{λ(s(uⱼ, vⱼ) − s(uᵢ, vᵢ))} )
 *
 * Columns: `first` and `second` [batch, dimensions]; `score` [batch], any numbers whose order means something. Odd
 * dimensions are filled up with a zero.
 *
 * @param options.scale λ, above 0. Default 20, as sentence-transformers.
 * @throws {ArgumentError} if the scale is not above 0.
 *
 * @example
 * const loss = angle()
 *
 * @see Li and Li, AnglE-optimized text embeddings, arXiv 2309.12871, section 3.4; sentence-transformers' AnglELoss.
 */
export function angle(options: { readonly scale?: number } = {}): Loss {
  const { scale = 20 } = requireKnownOptions<{ readonly scale?: number }>('angle', options, { scale: true })
  if (!(scale > 0)) throw new ArgumentError(`angle: a scale of ${scale}. Give a number above 0.`, { scale })
  return {
    name: 'angle',
    columns: { first: 'embedding', second: 'embedding', score: 'number' },
    options: { scale },
    source: 'https://arxiv.org/abs/2309.12871',
    compute(columns) {
      const { first, second } = requireEmbeddings('angle', columns, ['first', 'second'])
      return rankingBySimilarity('angle', mul(angleSimilarity(first, second), scale), columns)
    },
  }
}

/** [batch, dimensions] twice to [batch] */
function angleSimilarity(first: Value, second: Value): Value {
  const u = l2Normalize(first)
  const v = l2Normalize(second)
  const [realOfU, imaginaryOfU] = halves(u)
  const [realOfV, imaginaryOfV] = halves(v)
  const sines = add(reduceSum(mul(imaginaryOfU, realOfV), [1]), neg(reduceSum(mul(realOfU, imaginaryOfV), [1])))
  return abs(add(reduceSum(mul(u, v), [1]), sines))
}

function halves(x: Value): [Value, Value] {
  const width = Number(x.shape[1])
  const half = Math.ceil(width / 2)
  const first = slice(x, { axis: 1, end: half })
  const rest = slice(x, { axis: 1, start: half })
  return [first, width % 2 === 0 ? rest : concat([rest, mul(slice(x, { axis: 1, end: 1 }), 0)], 1)]
}
