import { ArgumentError, DataError, ModelError, requireKnownOptions } from '@towerkit/core'
import { read, type ExternalData, type Node, type ReadModel, type Value } from '@towerkit/graph'
import { cocoNames } from './coco-names.ts'
import { yoloxLayers, type DetectorLayers, type DetectorLevelLayers } from './detector-layers.ts'
import type { Detector, DetectorLevel } from './detector.ts'

/** What a detector's file does not say. */
export interface ReadDetectorOptions {
  /** Names of its classes. Default: COCO's 80. */
  readonly names?: readonly string[]
  /** Its last layers. Default: YOLOX's. */
  readonly layers?: DetectorLayers
  /** Files that the model keeps weights in. Default: none. */
  readonly externalData?: ExternalData
}

/**
 * Reads a detector from an ONNX file and finds its maps by the names of its last layers. What follows these layers in
 * the file (sigmoid, decoding, transposing) is not used.
 *
 * @param bytes The file.
 * @throws {ModelError} if the file has no such layers, or they do not fit.
 *
 * @example
 * const detector = readDetector(await readFile('yolox_nano.onnx'))
 */
export function readDetector(bytes: Uint8Array, options: ReadDetectorOptions = {}): Detector {
  const {
    names = cocoNames,
    layers = yoloxLayers,
    externalData,
  } = requireKnownOptions('readDetector', options, { names: true, layers: true, externalData: true })
  requireNames(names)
  const model = readModel(bytes, externalData)
  const inputs = Object.entries(model.inputs)
  const [name, input] = inputs[0] ?? []
  const size = Number(input?.shape[2])
  if (name === undefined || inputs.length !== 1 || input?.shape.length !== 4 || size !== input.shape[3] || !(size > 0))
    throw new ModelError(
      `readDetector: the file reads ${inputs.map(([each, { shape }]) => `${each} [${shape}]`).join(', ')}, expected ` +
        'one picture [1, 3, size, size]. Give a detector of square pictures.',
      { inputs: inputs.map(([each]) => each) },
    )
  const image = model.graph.inputs.find(each => each.name === name)!
  return {
    ...{ graph: model.graph, weights: model.weights, image, size, names },
    levels: layers.map(each => levelOf(model, each, { classes: names.length, size })),
  }
}

function readModel(bytes: Uint8Array, externalData: ExternalData | undefined): ReadModel {
  try {
    return read(bytes, externalData === undefined ? {} : { externalData })
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause
    throw new ModelError(`readDetector: the detector cannot be read: ${cause.message}`, { cause })
  }
}

function requireNames(names: readonly string[]): void {
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (names.length > 0 && repeated === undefined && names.every(name => typeof name === 'string' && name.trim() !== ''))
    return
  throw new ArgumentError(
    repeated === undefined
      ? `readDetector: ${names.length} names, one of them empty or no text. Give a name for each class.`
      : `readDetector: two classes are called "${repeated}". Give each class a name of its own.`,
    { names },
  )
}

function levelOf(
  model: ReadModel,
  layers: DetectorLevelLayers,
  { classes, size }: { readonly classes: number; readonly size: number },
): DetectorLevel {
  const { stride } = layers
  const cells = size / stride
  const layer = (name: string, channels: number) => {
    const { inputs, outputs } = convolution(model, name)
    const output = outputs['Y'] as Value
    if (output.shape[1] !== channels || output.shape[2] !== cells || output.shape[3] !== cells)
      throw new ModelError(
        `readDetector: the layer "${name}" gives [${output.shape}], expected [1, ${channels}, ${cells}, ${cells}] ` +
          `(${classes} classes, stride ${stride}). Give the names and layers of this file.`,
        { layer: name, shape: output.shape },
      )
    return { input: inputs['X']!, output }
  }
  const classLayer = layer(layers.classes, classes)
  const boxLayer = layer(layers.boxes, 4)
  const channels = Number(classLayer.input.shape[1])
  const weight = model.weights[`${layers.classes}.weight`]!
  if (weight.data.length !== classes * channels)
    throw new ModelError(
      `readDetector: the layer "${layers.classes}" has the window [${weight.shape.slice(2)}], expected [1, 1].`,
      { layer: layers.classes, shape: weight.shape },
    )
  const bias = model.weights[`${layers.classes}.bias`]
  return {
    ...{ stride, rows: cells, columns: cells },
    classTower: classLayer.input,
    boxTower: boxLayer.input,
    boxes: boxLayer.output,
    objectness: layer(layers.objectness, 1).output,
    classLayer: {
      weight: Float32Array.from(weight.data as Float32Array),
      bias: bias ? Float32Array.from(bias.data as Float32Array) : new Float32Array(classes),
    },
  }
}

function convolution({ graph }: ReadModel, name: string): Node {
  const found = graph.nodes.find(({ op, inputs }) => op.type === 'Conv' && inputs['W']?.name === `${name}.weight`)
  if (found) return found
  const known = graph.nodes.flatMap(({ op, inputs }) => (op.type === 'Conv' ? [inputs['W']!.name] : []))
  throw new ModelError(
    `readDetector: no convolution of the file has the weight "${name}.weight"; the last ones have ` +
      `${known.slice(-9).join(', ')}. Name the layers of this file.`,
    { layer: name },
  )
}
