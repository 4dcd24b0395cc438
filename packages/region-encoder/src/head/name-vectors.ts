import {
  concat,
  constantInitializer,
  div,
  l2Normalize,
  matmul,
  softmax,
  sub,
  transpose,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import type { HeadConfig } from './head-config.ts'

/**
 * How much nearer a coarse name must be than a fine one for a text to lean on it: "puppy" is to lean on "dog", however
 * near "animal" is.
 */
const coarseMargin = 0.2

/**
 * Directions of texts among regions: a text leans on the taught ones that are near it,
 *
 *   t = Σₖ softmaxₖ((cos(x, keyₖ) − marginₖ) / τ)·valueₖ / ‖valueₖ‖.
 *
 * A taught text leans on itself. A text between several gets a shorter vector, and so less certain scores.
 *
 * @param parameters Scope that gets `keys` [taught, text dimensions], of length 1, and the values.
 * @param texts Vectors of the text encoder [n, text dimensions].
 * @returns [n, dimensions]
 */
export function nameVectors(parameters: Parameters, texts: Value, config: HeadConfig): Value {
  const { taught, textDimensions, temperature } = config
  const keys = parameters.get('keys', [taught.length, textDimensions], constantInitializer(0))
  const cosines = matmul(l2Normalize(texts), transpose(keys))
  const margins = taught.map(({ of }) => (of.length > 1 ? coarseMargin : 0))
  const nearness = sub(cosines, texts.graph.constant(margins, 'float32'))
  return matmul(softmax(div(nearness, temperature)), nameDirections(parameters, config))
}

/** The directions of the taught texts, of length 1 [taught, dimensions]: those of the classes, then the others. */
function nameDirections(
  parameters: Parameters,
  { taught, classes, dimensions }: Pick<HeadConfig, 'taught' | 'classes' | 'dimensions'>,
): Value {
  const get = (name: string, rows: number) => parameters.get(name, [rows, dimensions], constantInitializer(0))
  const own = get('classes', classes.length)
  const others = taught.length - classes.length
  return l2Normalize(others === 0 ? own : concat([own, get('values', others)], 0))
}
