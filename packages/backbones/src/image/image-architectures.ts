import { DataError, requireKnownOptions } from '@towerkit/core'
import { requireShallow } from '../require-shallow.ts'
import { unsupported } from '../config-fields.ts'
import { clipVisionBackbone } from './clip-vision.ts'
import { convNextBackbone } from './conv-next.ts'
import type { ImageBackbone, ImageSize } from './image-backbone.ts'
import { towerConfig } from '../contrastive/tower-config.ts'
import { vitBackbone } from './vit.ts'

/** Image architectures by `model_type` of config.json. */
export const imageArchitectures: Readonly<Record<string, (config: object, size?: ImageSize) => ImageBackbone>> = {
  vit: vitBackbone,
  dinov2: vitBackbone,
  convnext: convNextBackbone,
  clip_vision_model: clipVisionBackbone,
  siglip_vision_model: clipVisionBackbone,
}

/** Options of `imageBackbone`. */
export interface ImageBackboneOptions {
  /**
   * Height and width of the pictures that `inputs` declares, such as `[480, 640]`, or symbols such as
   * `['height', 'width']` where one graph is to serve every size. Default: those of config.json.
   */
  readonly size?: ImageSize
}

/**
 * The image architecture that a config.json describes; of CLIP or SigLIP, the vision tower.
 *
 * @param config The parsed config.json, as transformers 4 or 5 writes it.
 * @throws {UnsupportedError} for an architecture or a setting that this version cannot compute; it names the field.
 * @throws {DataError} for a field that is missing or out of range.
 *
 * @example
 * const backbone = imageBackbone(JSON.parse(await readFile('config.json', 'utf8')))
 */
export function imageBackbone(config: object, options: ImageBackboneOptions = {}): ImageBackbone {
  const { size } = requireKnownOptions('imageBackbone', options, { size: true })
  requireShallow(config, 'backbone')
  const whole: unknown = Reflect.get(Object(config) as object, 'model_type')
  if (whole === 'clip' || whole === 'siglip') return imageBackbone(towerConfig(config, 'vision'), size && { size })
  const type = whole
  if (typeof type !== 'string')
    throw new DataError(
      `backbone: model_type of config.json is ${JSON.stringify(type)}. Give the config.json of a model, not of a ` +
        'module.',
      { field: 'model_type' },
    )
  if (!Object.hasOwn(imageArchitectures, type)) throw unsupported('model_type', type, Object.keys(imageArchitectures))
  return imageArchitectures[type]!(config, size)
}
