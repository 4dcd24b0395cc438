import type { Tensor } from '@towerkit/graph'
import type { OmniNetwork } from './network-parts.ts'

/** The parts of an encoder: everything that its folder holds. */
export interface OmniEncoderParts {
  readonly network: OmniNetwork
  /** Of perceiver, adapter, fusion and the trunks that are trained, by parameter name. Trained in place. */
  readonly weights: Readonly<Record<string, Tensor>>
}
