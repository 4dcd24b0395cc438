import type { DownloadModelOptions } from '@towerkit/backbones'
import type { StateCache } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import type { SessionPoolOptions } from '@towerkit/runtime'
import type { LaitChoices } from './lait-choices.ts'

/** A network without a folder. */
export interface LaitModel {
  /** Contents of a config.json of any supported architecture. */
  readonly config: object
  /** Contents of a tokenizer.json. */
  readonly tokenizer: object
  /**
   * By the parameter names of backbone and head; trained in place. Default: random ones, also for a head that is not
   * among them.
   */
  readonly weights?: Readonly<Record<string, Tensor>>
}

/** Options of all ways to get a segment encoder. */
export interface LaitServingOptions {
  /** Parallel layers of each training step: one of these, drawn evenly. Default: always `parallelLayers`. */
  readonly trainingLayers?: readonly number[]
  /** Where states of segments are kept. Default: 256 MB in memory. */
  readonly cache?: StateCache
  /** Name of its tower; needed if several models are trained together. Default 'lait'. */
  readonly name?: string
  /** Workers, threads and device of each graph. */
  readonly session?: SessionPoolOptions
}

/** Options of `laitEncoder`. */
export interface LaitEncoderOptions extends LaitChoices, LaitServingOptions {
  /** Path of a folder, its name on the hub, or a network. */
  readonly backbone: string | LaitModel
  /** Source of weights that no file has. Default 0. */
  readonly seed?: number
  /** Opens a model with code of its own (`auto_map`) as the architecture that it names. Default false: refused. */
  readonly ignoreCode?: boolean
  /** For a model of the hub: revision, cache, token, progress, ... */
  readonly download?: DownloadModelOptions
}
