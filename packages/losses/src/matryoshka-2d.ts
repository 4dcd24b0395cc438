import { requireKnownOptions } from '@towerkit/core'
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
export function matryoshka2d(loss: Loss, options: Matryoshka2dOptions): Loss {
  const { dimensions, weights, ...layers } = requireKnownOptions<Matryoshka2dOptions>('matryoshka2d', options, {
    depths: true,
    weight: true,
    divergenceWeight: true,
    divergenceTemperature: true,
    dimensions: true,
    weights: true,
  })
  const both = adaptiveLayers(
    matryoshka(loss, { ...(dimensions && { dimensions }), ...(weights && { weights }) }),
    layers,
  )
  return { ...both, name: 'matryoshka2d' }
}
