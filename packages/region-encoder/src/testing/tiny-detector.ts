import { add, concat, conv, Graph, mul, relu, sigmoid, writeOnnx, type Value, type Tensor } from '@towerkit/graph'

/** Classes of `tinyDetector`. */
export const tinyNames = ['red', 'green', 'blue']

/**
 * A detector of coloured patches, as YOLOX exports it: 64 x 64 pixels, strides 8, 16 and 32. Each cell is one box, its
 * class is the colour of its mean; grey, black and white are no object.
 */
export function tinyDetector(): Uint8Array {
  const graph = new Graph()
  const weights: Record<string, Tensor> = {}
  const weight = (name: string, shape: readonly number[], data: readonly number[]): Value => {
    weights[name] = { dtype: 'float32', shape, data: Float32Array.from(data) }
    return graph.input(name, 'float32', shape)
  }
  const layer = (name: string, x: Value, rows: readonly (readonly number[])[], bias: readonly number[]) =>
    conv(x, weight(`${name}.weight`, [rows.length, rows[0]!.length, 1, 1], rows.flat()), {
      bias: weight(`${name}.bias`, [rows.length], bias),
    })
  const images = graph.input('images', 'float32', [1, 3, 64, 64])
  const levels = [8, 16, 32].map((stride, level) => {
    // Blue, green, red of 0 to 255, averaged over the cell: 0 to 1.
    const mean = Array.from({ length: 9 }, (_, i) =>
      Array.from({ length: stride ** 2 }, () => (i % 4 === 0 ? 1 / (255 * stride ** 2) : 0)),
    ).flat()
    const colours = conv(images, weight(`pool.${level}`, [3, 3, stride, stride], mean), { strides: [stride, stride] })
    const pure = [
      [-0.5, -0.5, 1],
      [-0.5, 1, -0.5],
      [1, -0.5, -0.5],
    ]
    const boxTower = relu(layer(`tower.${level}`, colours, pure, [0, 0, 0]))
    const scaled = pure.map(row => row.map(value => 20 * value))
    const classes = layer(`head.cls_preds.${level}`, colours, scaled, [-8, -8, -8])
    const zero = [0, 0, 0]
    const boxes = layer(`head.reg_preds.${level}`, boxTower, [zero, zero, zero, zero], [0.5, 0.5, 0, 0])
    const objectness = layer(`head.obj_preds.${level}`, boxTower, [[20, 20, 20]], [-8])
    return concat([boxes, sigmoid(objectness), sigmoid(classes)], 1)
  })
  levels.forEach((output, i) => graph.output(`output.${i}`, mul(add(output, 0), 1)))
  return writeOnnx(graph, { weights })
}
