import { equal } from 'node:assert/strict'
import { Graph, gradients, lossValue, writeOnnx } from '@towerkit/graph'
import { infoNce } from '@towerkit/losses'

const graph = new Graph()
const query = graph.input('query', 'float32', ['batch', 8])
const positive = graph.input('positive', 'float32', ['batch', 8])
const [gradient] = gradients(lossValue(infoNce(), { query, positive }), [query])
graph.output('gradient', gradient!)
equal(gradient!.shape.join(), 'batch,8')
equal(writeOnnx(graph).length > 100, true)
