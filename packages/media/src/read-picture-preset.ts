import { DataError, UnsupportedError } from '@towerkit/core'
import type { PicturePreset, PresetResize } from './picture-preset.ts'
import { readProcessorConfig } from './read-processor-config.ts'
import type { PictureSize, ResizeKernel } from './resize-picture.ts'

/** What transformers fills in where a file is silent. */
interface Kind {
  readonly size: unknown
  readonly crop: boolean
  readonly resample: number
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
}

const half = [0.5, 0.5, 0.5]
const imageNet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] }
const clip = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  deviation: [0.26862954, 0.26130258, 0.27577711],
}

/** Image processors by name, without "FeatureExtractor", "ImageProcessor", "Fast" and "Pil" at the end. */
const kinds: Readonly<Record<string, Kind>> = {
  CLIP: { size: { shortest_edge: 224 }, crop: true, resample: 3, ...clip },
  ChineseCLIP: { size: { shortest_edge: 224 }, crop: true, resample: 3, ...clip },
  Bit: { size: { shortest_edge: 224 }, crop: true, resample: 3, ...clip },
  Siglip: { size: { height: 224, width: 224 }, crop: false, resample: 3, mean: half, deviation: half },
  ViT: { size: { height: 224, width: 224 }, crop: false, resample: 2, mean: half, deviation: half },
  DeiT: { size: { height: 256, width: 256 }, crop: true, resample: 3, ...imageNet },
  ConvNext: { size: { shortest_edge: 384 }, crop: false, resample: 3, ...imageNet },
}

/** Pillow's numbers of kernels. */
const resamples: readonly ResizeKernel[] = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming']

/**
 * Reads preprocessor_config.json of a model's folder, or processor_config.json, as newer folders have it.
 *
 * @param folder Path of the folder.
 * @throws {DataError} if the file is missing or malformed.
 * @throws {UnsupportedError} for another kind of model, or a kernel that this version does not have.
 */
export async function readPicturePreset(folder: string): Promise<PicturePreset> {
  return picturePreset(await readProcessorConfig('readPicturePreset', folder, 'image_processor'))
}

/**
 * The preset that a parsed preprocessor_config.json describes: of CLIP, SigLIP, ViT, DeiT, BiT (DINOv2) or ConvNeXt.
 */
export function picturePreset(config: object): PicturePreset {
  const field = (name: string): unknown => Reflect.get(config, name) ?? undefined
  const type = String(field('image_processor_type') ?? field('feature_extractor_type'))
  const name = type.replace(/(FeatureExtractor|ImageProcessor(Fast|Pil)?)$/, '')
  const kind = Object.hasOwn(kinds, name) ? kinds[name]! : undefined
  if (kind === undefined)
    throw new UnsupportedError(
      `picturePreset: image_processor_type is ${type.slice(0, 60)}. This version reads those of ` +
        `${Object.keys(kinds).join(', ')}; write the preset yourself.`,
      { type },
    )
  const resample = Number(field('resample') ?? kind.resample)
  const kernel = resamples[resample]
  if (kernel === undefined)
    throw new UnsupportedError(`picturePreset: resample is ${resample}. Give a whole number from 0 to 5.`, { resample })
  const isOn = (name: string, fallback: boolean) => (field(name) ?? fallback) === true
  const doesCrop = isOn('do_center_crop', kind.crop)
  const size = sizeOf('size', field('size') ?? kind.size, name !== 'CLIP' && name !== 'Bit' && name !== 'ConvNext')
  const steps = !isOn('do_resize', true)
    ? {}
    : name === 'ConvNext'
      ? convNextSteps(size, Number(field('crop_pct') ?? 224 / 256), kernel)
      : { resize: { ...size, kernel } }
  const crop = sizeOf('crop_size', field('crop_size') ?? 224, true)
  return {
    ...steps,
    ...(doesCrop && name !== 'ConvNext' && 'width' in crop && { crop }),
    normalization: {
      scale: isOn('do_rescale', true) ? numberOf('rescale_factor', field('rescale_factor') ?? 1 / 255) : 1,
      ...(isOn('do_normalize', true) && {
        mean: threeOf('image_mean', field('image_mean') ?? kind.mean),
        deviation: threeOf('image_std', field('image_std') ?? kind.deviation),
      }),
    },
  }
}

/** Smaller pictures than 384 are cut out of the middle; larger ones change their proportions. */
function convNextSteps(
  size: PictureSize | { readonly shortestEdge: number },
  cropShare: number,
  kernel: ResizeKernel,
): { readonly resize: PresetResize; readonly crop?: PictureSize } {
  const edge = 'shortestEdge' in size ? size.shortestEdge : size.height
  const square = { width: edge, height: edge }
  if (edge >= 384) return { resize: { ...square, kernel } }
  return { resize: { shortestEdge: Math.floor(edge / numberOf('crop_pct', cropShare)), kernel }, crop: square }
}

function sizeOf(name: string, value: unknown, isSquare: boolean): PictureSize | { readonly shortestEdge: number } {
  if (typeof value === 'number') {
    const edge = lengthOf(name, value)
    return isSquare ? { width: edge, height: edge } : { shortestEdge: edge }
  }
  const sizes = Object(value) as Readonly<Record<string, unknown>>
  if (sizes['shortest_edge'] !== undefined) return { shortestEdge: lengthOf(name, sizes['shortest_edge']) }
  return { width: lengthOf(name, sizes['width']), height: lengthOf(name, sizes['height']) }
}

function lengthOf(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 16_384) return value
  throw malformed(name, value, 'whole numbers from 1 to 16,384')
}

function numberOf(name: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value
  throw malformed(name, value, 'a number above 0')
}

function threeOf(name: string, value: unknown): readonly [number, number, number] {
  if (
    Array.isArray(value) &&
    value.length === 3 &&
    value.every(Number.isFinite) &&
    !(name === 'image_std' && value.includes(0))
  )
    return value as [number, number, number]
  throw malformed(name, value, 'three numbers')
}

function malformed(field: string, value: unknown, expected: string): DataError {
  return new DataError(
    `picturePreset: ${field} is ${JSON.stringify(value)?.slice(0, 80)}, expected ${expected}. Give the unchanged ` +
      'preprocessor_config.json of the model.',
    { field, value },
  )
}
