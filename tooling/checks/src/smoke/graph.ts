import { equal } from 'node:assert/strict'
import { Graph, gradients, mul, reduceSum, tanh, writeOnnx } from '@towerkit/graph'
import { checkGradient } from '@towerkit/graph/testing'

const graph = new Graph()
const x = graph.input('x', 'float32', ['batch', 3])
const [dx] = gradients(reduceSum(mul(tanh(x), x)), [x])
graph.output('dx', dx!)
equal(dx!.shape.join(), 'batch,3')
equal(writeOnnx(graph).length > 100, true)
equal(typeof checkGradient, 'function')
