import {
  constantInitializer,
  div,
  l2Normalize,
  matmul,
  softmax,
  transpose,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import type { HeadConfig } from './head-config.ts'

/**
 * Directions of texts among regions: a text leans on the taught ones that are near it,
 *
 *   t = Σₖ softmaxₖ(cos(x, keyₖ) / τ)·valueₖ / ‖valueₖ‖.
 *
 * A taught text leans on itself. A text between several gets a shorter vector, and so less certain scores.
 *
 * @param parameters Scope that gets `keys` [taught, text dimensions], of length 1, and `values` [taught, dimensions].
 * @param texts Vectors of the text encoder [n, text dimensions].
 * @returns [n, dimensions]
 */
export function nameVectors(
  parameters: Parameters,
  texts: Value,
  { taught, dimensions, textDimensions, temperature }: HeadConfig,
): Value {
  const keys = parameters.get('keys', [taught.length, textDimensions], constantInitializer(0))
  const cosines = matmul(l2Normalize(texts), transpose(keys))
  return matmul(softmax(div(cosines, temperature)), nameDirections(parameters, { taught, dimensions }))
}

/** The directions of the taught texts, of length 1 [taught, dimensions]. */
export function nameDirections(
  parameters: Parameters,
  { taught, dimensions }: Pick<HeadConfig, 'taught' | 'dimensions'>,
): Value {
  return l2Normalize(parameters.get('values', [taught.length, dimensions], constantInitializer(0)))
}
