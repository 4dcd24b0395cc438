import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { loadImageBackbone, modelFolder } from '@towerkit/backbones'
import { createParameters, Graph, type Parameters, type Value } from '@towerkit/graph'
import { readPicturePreset, type PicturePreset } from '@towerkit/media'
import { asTokens } from './as-tokens.ts'
import { isModelFile, modelFile, type ModelFile } from './model-file.ts'
import type { Trunk } from './trunk.ts'

/** Which network makes tokens of pictures, and what it does with a picture first. */
export interface VisionTrunkOptions {
  /**
   * An .onnx file, or its bytes; or the folder of a ViT, DINOv2, CLIP, SigLIP or ConvNeXt, or its name on the hub.
   */
  readonly model: string | Uint8Array
  /** Default: that of the folder's preprocessor_config.json. Must give pictures of one size. */
  readonly preset?: PicturePreset
  /**
   * Of an .onnx file, the output with the tokens: [batch, channels, rows, columns], [batch, tokens, width] or [batch,
   * width]. Default: its first output.
   */
  readonly output?: string
  /** Most pictures at once. Default 16. */
  readonly batchSize?: number
}

/** A trunk of pictures. */
export interface VisionTrunk extends Trunk {
  readonly preset: PicturePreset
  /** Tokens of a picture. */
  readonly tokens: number
}

/** Names of the input and of the output, in files that this package writes. */
export const pixelInput = 'pixel_values'

/**
 * Reads a trunk of pictures.
 *
 * @throws {ArgumentError} for pictures of no single size; {DataError | UnsupportedError} for a model that cannot be
 *   read.
 */
export async function visionTrunk(options: VisionTrunkOptions): Promise<VisionTrunk> {
  const {
    model,
    output,
    batchSize = 16,
  } = requireKnownOptions<VisionTrunkOptions>('omniEncoder: vision', options, {
    model: true,
    preset: true,
    output: true,
    batchSize: true,
  })
  if (await isModelFile(model)) {
    if (!options.preset)
      throw new ArgumentError(
        'omniEncoder: vision has an .onnx file and no preset. Say what it does with a picture, such as { resize: { ' +
          "width: 224, height: 224, kernel: 'bicubic' }, normalization: {} }.",
      )
    return onnxTrunk(await modelFile(model, 'vision', output), { preset: options.preset, batchSize })
  }
  const folder = await modelFolder(model as string)
  const preset = options.preset ?? (await readPicturePreset(folder))
  const { width, height } = pictureSize(preset)
  const { backbone, weights } = await loadImageBackbone(folder, { size: [height, width] })
  return {
    ...trunkOf(
      (parameters, pixels) => {
        const embedded = backbone.embed(parameters, { [pixelInput]: pixels })
        const hidden = backbone.blocks.reduce((state, block) => block(parameters, state, {}), embedded)
        return hidden.shape.length === 4 ? hidden : backbone.norm(parameters, hidden)
      },
      { preset, batchSize, channels: backbone.channels },
    ),
    weights,
  }
}

function onnxTrunk(
  { model, input, tokensOf }: ModelFile,
  options: Pick<VisionTrunk, 'preset' | 'batchSize'>,
): VisionTrunk {
  const channels = model.inputs[input]!.shape[1]
  return {
    ...trunkOf(tokensOf, { ...options, channels: typeof channels === 'number' ? channels : 3 }),
    weights: model.weights,
  }
}

/** Height and width of every picture that a preset gives. @throws {ArgumentError} if they differ. */
function pictureSize({ letterbox, crop, resize }: PicturePreset) {
  const size = letterbox ?? crop ?? (resize && 'width' in resize ? resize : undefined)
  if (!size)
    throw new ArgumentError(
      'omniEncoder: the preset of vision gives pictures of several sizes. Add a crop, or resize to a width and a ' +
        'height.',
    )
  return size
}

function trunkOf(
  build: (parameters: Parameters, pixels: Value) => Value,
  { preset, batchSize, channels }: Pick<VisionTrunk, 'preset' | 'batchSize'> & { readonly channels: number },
): Omit<VisionTrunk, 'weights'> {
  const { width, height } = pictureSize(preset)
  const inputs = { [pixelInput]: { dtype: 'float32', shape: ['units', channels, height, width] } } as const
  const tokensOf: Trunk['build'] = (parameters, values) => asTokens(build(parameters, values[pixelInput]!), 'vision')
  const graph = new Graph()
  const { shape } = tokensOf(createParameters(graph), {
    [pixelInput]: graph.input(pixelInput, 'float32', inputs[pixelInput].shape),
  })
  return { preset, batchSize, inputs, tokens: Number(shape[1]), width: Number(shape[2]), build: tokensOf }
}
