/** Gradients are ordinary nodes: they can be run, written to a file, and differentiated again. */
import { Graph, gradients, mul, reduceSum, tanh, writeOnnx } from '@towerkit/graph'
import { createSession, tensor } from '@towerkit/runtime'

const graph = new Graph()
const x = graph.input('x', 'float32', ['n'])
const y = reduceSum(mul(x, tanh(x)))
const [first] = gradients(y, [x])
const [second] = gradients(reduceSum(first!), [x])
graph.output('y', y)
graph.output('first', first!)
graph.output('second', second!)

const session = await createSession(writeOnnx(graph))
const at = 0.5
const results = await session.run({ x: tensor('float32', [1], [at]) })
await session.close()

const value = (name: string) => Number(results[name]!.data[0])
const slope = 1 - Math.tanh(at) ** 2
console.log(`x·tanh(x) at ${at}: ${value('y').toFixed(5)}`)
console.log(`first derivative:  ${value('first').toFixed(5)}, by hand ${(Math.tanh(at) + at * slope).toFixed(5)}`)
console.log(
  `second derivative: ${value('second').toFixed(5)}, by hand ` +
    `${(2 * slope - 2 * at * Math.tanh(at) * slope).toFixed(5)}`,
)
