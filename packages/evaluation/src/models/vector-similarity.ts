import { row, type Vectors } from '@towerkit/core'

/** How alike two vectors are; higher is more alike. */
export type VectorSimilarity = 'cosine' | 'dot' | 'euclidean' | 'manhattan'

/** All of them. */
export const vectorSimilarities: readonly VectorSimilarity[] = ['cosine', 'dot', 'euclidean', 'manhattan']

/**
 * How alike row `i` of `a` and row `j` of `b` are: cosine a.b / |a||b| (0 if one is 0), dot a.b, euclidean -|a - b|,
 * manhattan -sum |a_d - b_d|.
 */
export function similarityOf(
  similarity: VectorSimilarity,
  [a, i]: readonly [Vectors, number],
  [b, j]: readonly [Vectors, number],
): number {
  const x = row(a, i)
  const y = row(b, j)
  let dot = 0
  let xx = 0
  let yy = 0
  let squares = 0
  let distances = 0
  for (let d = 0; d < x.length; d++) {
    const p = x[d]!
    const q = y[d]!
    dot += p * q
    xx += p * p
    yy += q * q
    squares += (p - q) ** 2
    distances += Math.abs(p - q)
  }
  if (similarity === 'dot') return dot
  if (similarity === 'euclidean') return -Math.sqrt(squares)
  if (similarity === 'manhattan') return -distances
  return xx === 0 || yy === 0 ? 0 : dot / Math.sqrt(xx * yy)
}
