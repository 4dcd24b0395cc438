import {
  batchNorm,
  concat,
  constantInitializer,
  exp,
  expand,
  linear,
  mul,
  reshape,
  silu,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import type { HeadConfig } from './head-config.ts'
import { objectnessGate } from './objectness-gate.ts'

/** Cells of one level, one row each. */
export interface CellRows {
  /** The class tower's map [n, channels]. */
  readonly classes: Value
  /** The box tower's map [n, channels]. */
  readonly boxes: Value
  /** The detector's log odds of an object [n, 1]. */
  readonly objectness: Value
}

/** Options of `regionHead`. */
export interface RegionHeadOptions {
  readonly config: Pick<HeadConfig, 'dimensions' | 'hidden' | 'objectness' | 'classes'>
  /** Takes the running statistics of the batch normalisation; without it the head serves. */
  readonly setBuffer?: ((name: 'running_mean' | 'running_var', value: Value) => void) | undefined
}

/**
 * Regions of one level: an axis for each class, then what training adds,
 *
 *   e = [gate(W·c + w, o), BatchNorm(C·SiLU(U·[c, r] + u))],
 *
 * with scale and bias folded in: e' = [exp(s)·e, b], so that ⟨e', [t, 1]⟩ = exp(s)·⟨e, t⟩ + b. W is the detector's
 * class layer; the gate is left out if objectness is kept apart.
 *
 * @param parameters Scope of the level.
 * @returns [n, dimensions + 1]
 *
 * @see Fu et al., WeDetect, arXiv 2512.12309, section of the head.
 */
export function regionHead(parameters: Parameters, cells: CellRows, { config, setBuffer }: RegionHeadOptions): Value {
  const { dimensions, hidden, objectness, classes } = config
  const own = linear(parameters.at('own'), cells.classes, classes.length)
  const parts = [objectness === 'joined' ? objectnessGate(own, cells.objectness) : own]
  const free = dimensions - classes.length
  if (free > 0) {
    const both = concat([cells.classes, cells.boxes], 1)
    const bent = silu(linear(parameters.at('hidden'), both, hidden, { deviation: 0.1 }))
    const added = linear(parameters.at('added'), bent, free, { bias: false, deviation: 0.1 })
    parts.push(batchNorm(parameters.at('norm'), added, { epsilon: 1e-3, momentum: 0.03, setBuffer }))
  }
  const embedding = concat(parts, 1)
  const scale = parameters.get('scale', [1], constantInitializer(0))
  const bias = parameters.get('bias', [1], constantInitializer(0))
  const [count] = embedding.shape
  return concat([mul(embedding, exp(scale)), expand(reshape(bias, [1, 1]), [count!, 1])], 1)
}
