/**
 * How fast the gradients of convolutions are, beside their general forms (a transposed convolution; a convolution with
 * the gradient as its window). CPU time of one thread, the best of several rounds taken in turns.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/convolution-gradients.ts
 */
import { seededRandom } from '@towerkit/core'
import {
  convTranspose,
  conv,
  gradients,
  Graph,
  removeDeadNodes,
  reshape,
  slice,
  transpose,
  writeOnnx,
  type Value,
} from '@towerkit/graph'
import { createSession, tensor, type Session, type Tensor } from '@towerkit/runtime'

interface Case {
  readonly name: string
  readonly x: readonly number[]
  readonly weight: readonly number[]
  readonly pads?: number
  readonly stride?: number
  readonly group?: number
}

const cases: readonly Case[] = [
  { name: 'depthwise 7x7', x: [4, 64, 40, 40], weight: [64, 1, 7, 7], pads: 3, group: 64 },
  { name: 'depthwise 5x5', x: [4, 64, 40, 40], weight: [64, 1, 5, 5], pads: 2, group: 64 },
  { name: 'depthwise 3x3', x: [4, 64, 40, 40], weight: [64, 1, 3, 3], pads: 1, group: 64 },
  { name: 'depthwise 3x3, wide', x: [4, 16, 160, 160], weight: [16, 1, 3, 3], pads: 1, group: 16 },
  { name: 'depthwise 7x7, small', x: [16, 128, 4, 4], weight: [128, 1, 7, 7], pads: 3, group: 128 },
  { name: '3x3', x: [4, 64, 40, 40], weight: [64, 64, 3, 3], pads: 1 },
  { name: '3x3, stride 2', x: [4, 64, 40, 40], weight: [64, 64, 3, 3], pads: 1, stride: 2 },
  { name: '3x3, small', x: [16, 128, 4, 4], weight: [128, 128, 3, 3], pads: 1 },
  { name: '1x1, 64 to 128', x: [4, 64, 40, 40], weight: [128, 64, 1, 1] },
  { name: '1x1, small', x: [16, 64, 4, 4], weight: [128, 64, 1, 1] },
  { name: '1x1, 2x2', x: [16, 64, 2, 2], weight: [128, 64, 1, 1] },
  { name: 'patches 4x4', x: [8, 3, 224, 224], weight: [64, 3, 4, 4], stride: 4 },
  { name: 'patches 16x16', x: [8, 3, 224, 224], weight: [192, 3, 16, 16], stride: 16 },
  { name: 'halving 2x2', x: [8, 64, 40, 40], weight: [128, 64, 2, 2], stride: 2 },
]

const random = seededRandom(20)
const draw = (shape: readonly number[]): Tensor =>
  tensor(
    'float32',
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
  )

interface Graphs {
  readonly forward: Session
  readonly dX: Session
  readonly dW: Session
  readonly generalX: Session
  readonly generalW: Session
}

async function sessionOf(build: (graph: Graph) => Value): Promise<Session> {
  const graph = new Graph()
  graph.output('y', build(graph))
  return createSession(writeOnnx(removeDeadNodes(graph)), { threads: 1 })
}

async function graphsOf({ x, weight, pads = 0, stride = 1, group = 1 }: Case): Promise<Graphs & { y: number[] }> {
  const options = { pads: Array<number>(4).fill(pads), strides: [stride, stride], group }
  const result = (axis: number) => Math.floor((x[axis]! + 2 * pads - weight[axis]!) / stride) + 1
  const y = [x[0]!, weight[0]!, result(2), result(3)]
  const rest = [2, 3].map(axis => (x[axis]! + 2 * pads - weight[axis]!) % stride)
  const inputs = (graph: Graph) => ({
    input: graph.input('x', 'float32', x),
    kernel: graph.input('weight', 'float32', weight),
  })
  const gradientOf = (which: 0 | 1) =>
    sessionOf(graph => {
      const { input, kernel } = inputs(graph)
      const grad = graph.input('grad', 'float32', y)
      return gradients(conv(input, kernel, options), [input, kernel], { seed: grad })[which]!
    })
  return {
    y,
    forward: await sessionOf(graph => {
      const { input, kernel } = inputs(graph)
      return conv(input, kernel, options)
    }),
    dX: await gradientOf(0),
    dW: await gradientOf(1),
    generalX: await sessionOf(graph =>
      convTranspose(graph.input('grad', 'float32', y), graph.input('weight', 'float32', weight), {
        ...options,
        outputPadding: rest,
      }),
    ),
    generalW: await sessionOf(graph => {
      // The formula of windowWeightGradient.
      const grad = graph.input('grad', 'float32', y)
      const grouped = transpose(
        reshape(graph.input('x', 'float32', x), [x[0]!, group, x[1]! / group, x[2]!, x[3]!]),
        [2, 1, 0, 3, 4],
      )
      const large = reshape(grouped, [x[1]! / group, group * x[0]!, x[2]!, x[3]!])
      const whole = conv(large, transpose(grad, [1, 0, 2, 3]), {
        pads: options.pads,
        dilations: options.strides,
        group,
      })
      return [2, 3].reduce((part, axis) => slice(part, { axis, end: weight[axis]! }), transpose(whole, [1, 0, 2, 3]))
    }),
  }
}

/** CPU milliseconds of one run, the best of some rounds in turns. */
async function measure(sessions: Readonly<Record<string, Session>>, feeds: Readonly<Record<string, Tensor>>) {
  const best = new Map<string, number>()
  for (let round = 0; round < 12; round++) {
    for (const [name, session] of Object.entries(sessions)) {
      const own = Object.fromEntries(session.inputs.map(input => [input.name, feeds[input.name]!]))
      const before = process.cpuUsage()
      for (let i = 0; i < 3; i++) await session.run(own)
      const { user, system } = process.cpuUsage(before)
      const spent = (user + system) / 3_000
      if (round > 0) best.set(name, Math.min(best.get(name) ?? Infinity, spent))
    }
  }
  return best
}

console.log('| convolution | forward | dX general | dX | ratio | dW general | dW | ratio |')
console.log('|---|---|---|---|---|---|---|---|')
const only = process.argv[2]
for (const each of cases.filter(({ name }) => only === undefined || name.includes(only))) {
  const { y, ...sessions } = await graphsOf(each)
  const best = await measure(sessions, { x: draw(each.x), weight: draw(each.weight), grad: draw(y) })
  const of = (name: keyof Graphs) => best.get(name)!
  const row = [
    of('forward').toFixed(2),
    of('generalX').toFixed(2),
    of('dX').toFixed(2),
    (of('generalX') / of('dX')).toFixed(1),
    of('generalW').toFixed(2),
    of('dW').toFixed(2),
    (of('generalW') / of('dW')).toFixed(1),
  ]
  console.log(`| ${[each.name, ...row].join(' | ')} |`)
  await Promise.all(Object.values(sessions).map(session => session.close()))
}
