import { createHash } from 'node:crypto'
import type { Encoder } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import type { PicturePreset } from '@towerkit/media'
import type { DetectorLayers } from './detector/detector-layers.ts'
import type { Detector } from './detector/detector.ts'
import type { HeadConfig } from './head/head-config.ts'

/** What a region encoder is made of. */
export interface RegionParts {
  readonly detector: Detector
  /** The detector's file. */
  readonly file: Uint8Array
  readonly layers: DetectorLayers
  readonly preset: PicturePreset
  readonly config: HeadConfig
  /** Weights of the head by name. */
  readonly weights: Readonly<Record<string, Tensor>>
  readonly text: Encoder<string>
}

/** Hash of everything that makes the vectors of regions: the detector's file and the head, but no texts. */
export function regionHash({ file, preset, config, weights }: RegionParts): string {
  const { dimensions, hidden, objectness, classes } = config
  const hash = createHash('sha256').update(file)
  hash.update(JSON.stringify({ preset, dimensions, hidden, objectness, classes }))
  for (const name of Object.keys(weights).sort()) {
    if (!name.startsWith('level.')) continue
    const { data } = weights[name]!
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest('hex').slice(0, 32)
}
