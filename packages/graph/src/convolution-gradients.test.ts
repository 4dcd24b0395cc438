import { expect, it } from 'vitest'
import { seededRandom, type Tensor } from '@towerkit/core'
import { convolutionInputGradient } from './convolution-input-gradient.ts'
import { convolutionWeightGradient, windowWeightGradient } from './convolution-weight-gradient.ts'
import { spatialLengths, type ConvolutionAttributes } from './convolution.ts'
import { Graph } from './graph.ts'
import { convTranspose } from './ops/conv-transpose.ts'
import { runModel } from './testing/run-model.ts'
import { writeOnnx } from './write-onnx.ts'

const random = seededRandom(14)
const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))

interface Geometry {
  readonly x: readonly number[]
  readonly weight: readonly number[]
  readonly attributes: ConvolutionAttributes
}

/** A convolution of any kind that has a form of its own, or none. */
function randomGeometry(): Geometry {
  const axes = whole(1, 10) === 1 ? 3 : whole(1, 2)
  const each = (from: number, to: number) => Array.from({ length: axes }, () => whole(from, to))
  const depthwise = random() < 0.4
  const group = depthwise ? whole(2, 5) : whole(1, 2)
  const window = random() < 0.2 ? each(1, 1) : each(1, 4)
  const isPatches = random() < 0.2
  const strides = isPatches ? window : random() < 0.5 ? each(1, 1) : each(1, 3)
  const dilations = isPatches || random() < 0.6 ? each(1, 1) : each(1, 2)
  const pads = isPatches || random() < 0.3 ? [...each(0, 0), ...each(0, 0)] : [...each(0, 3), ...each(0, 3)]
  const lengths = window.map((length, i) =>
    isPatches ? length * whole(1, 4) : dilations[i]! * (length - 1) + whole(1, i === axes - 1 ? 70 : 6),
  )
  const perGroup = depthwise ? 1 : whole(1, 3)
  return {
    x: [whole(1, 3), group * perGroup, ...lengths],
    weight: [group * (depthwise ? 1 : whole(1, 3)), perGroup, ...window],
    attributes: { strides, pads, dilations, group },
  }
}

function draw(shape: readonly number[]): Tensor {
  const length = shape.reduce((product, each) => product * each, 1)
  return { dtype: 'float32', shape, data: Float32Array.from({ length }, () => 2 * random() - 1) }
}

it.each(Array.from({ length: 60 }, (_, i) => i))('geometry %i: the fast forms equal the general ones', async () => {
  const { x, weight, attributes } = randomGeometry()
  const results = spatialLengths(x.slice(2), weight.slice(2), attributes) as number[]
  const graph = new Graph()
  // A symbolic batch, as in training.
  const input = graph.input('x', 'float32', ['batch', ...x.slice(1)])
  const kernel = graph.input('weight', 'float32', weight)
  const grad = graph.input('grad', 'float32', ['batch', weight[0]!, ...results])
  const { strides, pads, dilations } = attributes
  const outputPadding = strides.map((stride, i) => {
    const reach = dilations[i]! * (weight[i + 2]! - 1)
    return (x[i + 2]! + pads[i]! + pads[strides.length + i]! - reach - 1) % stride
  })
  graph.output('dX', convolutionInputGradient(grad, kernel, input.shape, attributes))
  graph.output('general dX', convTranspose(grad, kernel, { ...attributes, outputPadding }))
  graph.output('dW', convolutionWeightGradient(input, grad, weight, attributes))
  graph.output('general dW', windowWeightGradient(input, grad, weight, attributes))
  const feeds = { x: draw(x), weight: draw(weight), grad: draw([x[0]!, weight[0]!, ...results]) }
  for (const optimized of [true, false]) {
    const results = await runModel(writeOnnx(graph), feeds, { optimized })
    for (const name of ['dX', 'dW']) {
      const general = results[`general ${name}`]!
      expect([...results[name]!.shape], JSON.stringify(attributes)).toEqual([...general.shape])
      results[name]!.data.forEach((value, i) => {
        const size = Math.max(1, Math.abs(Number(general.data[i])))
        expect(Math.abs(Number(value) - Number(general.data[i])) / size, JSON.stringify(attributes)).toBeLessThan(2e-5)
      })
    }
  }
})
