import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ArgumentError, DataError, requireKnownOptions, type Encoder } from '@towerkit/core'
import { yoloxPreset, type PicturePreset } from '@towerkit/media'
import type { SessionPoolOptions } from '@towerkit/runtime'
import { cocoNames } from './detector/coco-names.ts'
import { yoloxLayers, type DetectorLayers } from './detector/detector-layers.ts'
import { readDetector } from './detector/read-detector.ts'
import type { HeadConfig, Objectness } from './head/head-config.ts'
import { initialHead } from './head/initial-head.ts'
import { loadRegionParts } from './load-region-parts.ts'
import type { RegionEncoder } from './region-encoder-contract.ts'
import { regionEncoderOf } from './region-encoder-of.ts'
import { files } from './save-region-encoder.ts'
import { taughtNames } from './taught-names.ts'

/** Options of `regionEncoder`. */
export interface RegionEncoderOptions {
  /** A folder that `save` wrote, or the .onnx file of a detector, or a folder with one. */
  readonly image: string
  /** Encoder of names. It is not closed with the region encoder. */
  readonly text: Encoder<string>
  /** Names of the classes of the detector's file. Default: COCO's 80. */
  readonly names?: readonly string[]
  /** Its last layers. Default: YOLOX's. */
  readonly layers?: DetectorLayers
  /** How it takes pictures. Default: `yoloxPreset` of its size. */
  readonly preset?: PicturePreset
  /** Classes of the detector that the head knows nothing of. Default: none. */
  readonly leaveOut?: readonly string[]
  /**
   * More texts that the head knows, each with the classes it stands for, such as { automobile: ['car'] }. A synonym
   * works at once, a coarse name after `distillation`. Default: none.
   */
  readonly teach?: Readonly<Record<string, readonly string[]>>
  /** Default 'joined'; see `HeadConfig`. */
  readonly objectness?: Objectness
  /** At least the number of classes. Default: 48 more. */
  readonly dimensions?: number
  /** Units of the head's hidden layer. Default 64. */
  readonly hidden?: number
  /** How closely a text leans on the nearest taught ones. Default 0.03. */
  readonly temperature?: number
  /** Source of the first weights. Default 0. */
  readonly seed?: number
  readonly session?: SessionPoolOptions
}

/**
 * Finds objects in pictures by words or by example. The picture side is a detector with named maps and the paper's head
 * in the place of its class layer; the text side is any text encoder. They meet in one inner product.
 *
 * Of a detector's file it makes an encoder that scores the detector's own classes as its own class layer does, and
 * other words by the classes whose names are near. `distillation` teaches it more.
 *
 * @throws {ModelError} if the file is no such detector, or a saved encoder was made with another text encoder.
 * @throws {DataError} if a file is missing or damaged.
 *
 * @example
 * const regions = await regionEncoder({ image: './yolox-nano', text: await textEncoder('./all-MiniLM-L6-v2') })
 *
 * @see Fu et al., WeDetect: fast open-vocabulary object detection as retrieval, arXiv 2512.12309.
 */
export async function regionEncoder(options: RegionEncoderOptions): Promise<RegionEncoder> {
  const { image, text, session } = requireKnownOptions<RegionEncoderOptions>('regionEncoder', options, {
    ...{ image: true, text: true, names: true, layers: true, preset: true, leaveOut: true, teach: true },
    ...{ objectness: true, dimensions: true, hidden: true, temperature: true, seed: true, session: true },
  })
  if (typeof text?.encode !== 'function')
    throw new ArgumentError('regionEncoder: text is no encoder. Give an Encoder of texts, such as a textEncoder.')
  const { path, isSaved } = await imageFile(image)
  if (isSaved) {
    const own = Object.keys(options).find(name => !['image', 'text', 'session'].includes(name))
    if (own !== undefined)
      throw new ArgumentError(
        `regionEncoder: "${image}" is a saved encoder, which has its own ${own}. Give only image, text and session.`,
        { image, option: own },
      )
    return regionEncoderOf(await loadRegionParts(path, text), session)
  }
  const { names = cocoNames, layers = yoloxLayers, seed = 0 } = options
  const file = await readFile(path)
  const detector = readDetector(file, { names, layers })
  const taught = taughtNames(names, options)
  const config: HeadConfig = {
    ...taught,
    dimensions: options.dimensions ?? taught.classes.length + 48,
    hidden: options.hidden ?? 64,
    objectness: options.objectness ?? 'joined',
    textDimensions: text.dimensions,
    temperature: options.temperature ?? 0.03,
  }
  requireSizes(config)
  const texts = await text.encode(config.taught.map(({ name }) => name))
  const weights = initialHead(detector, { config, texts, seed })
  const { preset = yoloxPreset(detector.size) } = options
  return regionEncoderOf({ detector, file, layers, preset, config, weights, text }, session)
}

async function imageFile(image: string): Promise<{ readonly path: string; readonly isSaved: boolean }> {
  const found = await stat(image).catch((cause: Error) => {
    throw new DataError(`regionEncoder: "${image}" cannot be read: ${cause.message}. Give a folder or a file.`, {
      image,
      cause,
    })
  })
  if (found.isFile()) return { path: image, isSaved: false }
  const inside = await readdir(image)
  if (inside.includes(files.settings)) return { path: image, isSaved: true }
  const models = inside.filter(name => name.endsWith('.onnx'))
  if (models.length === 1) return { path: join(image, models[0]!), isSaved: false }
  throw new DataError(
    `regionEncoder: "${image}" has ${models.length} .onnx files and no ${files.settings}. Give the file itself.`,
    { image, models },
  )
}

function requireSizes({ dimensions, hidden, temperature, objectness, classes }: HeadConfig): void {
  for (const [name, value] of Object.entries({ dimensions, hidden }))
    if (!(Number.isInteger(value) && value >= 1))
      throw new ArgumentError(`regionEncoder: ${name} is ${value}. Give a whole number of at least 1.`, {
        [name]: value,
      })
  if (dimensions < classes.length)
    throw new ArgumentError(
      `regionEncoder: dimensions is ${dimensions} for ${classes.length} classes. Give at least one for each class.`,
      { dimensions, classes: classes.length },
    )
  if (!(temperature > 0 && temperature < Infinity))
    throw new ArgumentError(`regionEncoder: temperature is ${temperature}. Give a number above 0.`, { temperature })
  if (objectness !== 'joined' && objectness !== 'apart')
    throw new ArgumentError(`regionEncoder: objectness is "${String(objectness)}". Give 'joined' or 'apart'.`, {
      objectness,
    })
}
