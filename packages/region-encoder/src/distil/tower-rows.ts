import { createParameters, Graph, reshape, writeOnnx } from '@towerkit/graph'
import type { Tensors } from '@towerkit/runtime'
import { appendDetector } from '../detector/append-detector.ts'
import type { Detector } from '../detector/detector.ts'
import { cellRows, neededWeights } from '../serving/picture-model.ts'
import type { LevelRows } from './cell-sample.ts'

/** The detector's maps as rows of cells: for each level `classes.i`, `boxes.i` and `objectness.i`. */
export function towerRowsModel(detector: Detector): Uint8Array {
  const graph = new Graph()
  const images = graph.input('images', 'float32', ['batch', ...detector.image.shape.slice(1)])
  appendDetector(detector, createParameters(graph).at('detector'), images).forEach((maps, i) => {
    const { rows, columns } = detector.levels[i]!
    const cells = rows * columns
    graph.output(`classes.${i}`, cellRows(maps.classTower, cells))
    graph.output(`boxes.${i}`, cellRows(maps.boxTower, cells))
    graph.output(`objectness.${i}`, reshape(maps.objectness, ['batch', cells]))
  })
  return writeOnnx(graph, { weights: neededWeights(detector) })
}

/** The outputs of `towerRowsModel` for one picture, by level. */
export function levelRows(outputs: Tensors, levels: number): LevelRows[] {
  return Array.from({ length: levels }, (_, i) => ({
    classes: outputs[`classes.${i}`]!.data as Float32Array,
    boxes: outputs[`boxes.${i}`]!.data as Float32Array,
    objectness: outputs[`objectness.${i}`]!.data as Float32Array,
  }))
}
