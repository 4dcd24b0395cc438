import {
  concat,
  createParameters,
  Graph,
  productOf,
  reshape,
  transpose,
  writeOnnx,
  type Shape,
  type Value,
  type Tensor,
} from '@towerkit/graph'
import { appendDetector } from '../detector/append-detector.ts'
import { decodeBoxes } from '../detector/decode-boxes.ts'
import type { Detector } from '../detector/detector.ts'
import type { HeadConfig } from '../head/head-config.ts'
import { regionHead } from '../head/region-head.ts'

/**
 * The picture side as a graph: input `images` [batch, 3, size, size]; outputs for all cells of all levels `boxes`
 * [batch, cells, 4] (left, top, width, height in the frame), `objectness` [batch, cells] (log odds), `regions` [batch,
 * cells, dimensions + 1] and `features` [batch, cells, channels], the class tower as it is. No text comes in.
 */
export function pictureGraph(detector: Detector, config: HeadConfig): Graph {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const images = graph.input('images', 'float32', ['batch', ...detector.image.shape.slice(1)])
  const levels = appendDetector(detector, parameters.at('detector'), images).map((maps, i) => {
    const level = detector.levels[i]!
    const cells = level.rows * level.columns
    const flat = (map: Value) => cellRows(map, cells)
    const rows = (map: Value) => reshape(flat(map), [productOf(['batch', cells]), map.shape[1]!])
    const regions = regionHead(
      parameters.at('level', i),
      { classes: rows(maps.classTower), boxes: rows(maps.boxTower), objectness: rows(maps.objectness) },
      { config },
    )
    return {
      boxes: decodeBoxes(flat(maps.boxes), level),
      objectness: reshape(maps.objectness, ['batch', cells]),
      regions: reshape(regions, ['batch', cells, config.dimensions + 1]),
      features: flat(maps.classTower),
    }
  })
  for (const name of ['boxes', 'objectness', 'regions', 'features'] as const)
    graph.output(
      name,
      concat(
        levels.map(level => level[name]),
        1,
      ),
    )
  return graph
}

/** `pictureGraph` with its weights, as ONNX. */
export function pictureModel(
  detector: Detector,
  config: HeadConfig,
  weights: Readonly<Record<string, Tensor>>,
): Uint8Array {
  return writeOnnx(pictureGraph(detector, config), {
    weights: Object.fromEntries([
      ...Object.entries(neededWeights(detector)),
      ...Object.entries(weights).filter(([name]) => name.startsWith('level.')),
    ]),
  })
}

/** Weights of the detector that its maps need, named as in `pictureGraph`. */
export function neededWeights(detector: Detector): Record<string, Tensor> {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const shape: Shape = ['batch', ...detector.image.shape.slice(1)]
  appendDetector(detector, parameters.at('detector'), graph.input('images', 'float32', shape))
  return Object.fromEntries(
    parameters.list().map(({ name }) => [name, detector.weights[name.slice('detector.'.length)]!]),
  )
}

/** A map [batch, channels, rows, columns] as [batch, cells, channels]. */
export function cellRows(map: Value, cells: number): Value {
  const [batch, channels] = map.shape
  return transpose(reshape(map, [batch!, channels!, cells]))
}
