import { createParameters, Graph, reshape, writeOnnx } from '@towerkit/graph'
import { createSessionPool, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
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

/** Opens `towerRowsModel`. */
export function towerRowsPool(detector: Detector, session: SessionPoolOptions): Promise<SessionPool> {
  return createSessionPool(towerRowsModel(detector), session)
}

/** The rows of one picture. */
export async function towerRows(
  pool: SessionPool,
  image: { readonly shape: readonly number[]; readonly data: Float32Array },
  levels: number,
): Promise<LevelRows[]> {
  const images = { dtype: 'float32' as const, shape: [1, ...image.shape], data: image.data }
  const outputs = await pool.run({ images }, { wait: true })
  return Array.from({ length: levels }, (_, i) => ({
    classes: outputs[`classes.${i}`]!.data as Float32Array,
    boxes: outputs[`boxes.${i}`]!.data as Float32Array,
    objectness: outputs[`objectness.${i}`]!.data as Float32Array,
  }))
}
