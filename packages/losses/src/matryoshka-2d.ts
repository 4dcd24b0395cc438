import type { Loss } from '@towerkit/graph'
import { adaptiveLayers, type AdaptiveLayersOptions } from './adaptive-layers.ts'
import { matryoshka, type MatryoshkaOptions } from './matryoshka.ts'

/** Options of `matryoshka2d`. */
export interface Matryoshka2dOptions extends AdaptiveLayersOptions, MatryoshkaOptions {}

/**
 * A tower that may be cut in two ways, after fewer layers and to fewer dimensions: `adaptiveLayers` around
 * `matryoshka`.
 *
 * @param loss Any loss; keeps its columns.
 * @throws {ArgumentError} as these two.
 *
 * @example
 * const loss = matryoshka2d(infoNce(), { dimensions: [384, 192, 96], depths: [2, 4] })
 *
 * @see Li et al., 2D Matryoshka sentence embeddings, arXiv 2402.14776, section 2; sentence-transformers'
 *   Matryoshka2dLoss.
 */
export function matryoshka2d(loss: Loss, { dimensions, weights, ...layers }: Matryoshka2dOptions): Loss {
  const both = adaptiveLayers(
    matryoshka(loss, { ...(dimensions && { dimensions }), ...(weights && { weights }) }),
    layers,
  )
  return { ...both, name: 'matryoshka2d' }
}
