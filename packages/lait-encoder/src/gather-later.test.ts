import { expect, it } from 'vitest'
import { add, createParameters, gather, Graph, initialize, linear, matmul, transpose, writeOnnx } from '@towerkit/graph'
import { createSession, tensor } from '@towerkit/runtime'
import { gatherLater } from './gather-later.ts'

it('leaves a sum of gathered numbers, which is not one of rows', () => {
  const graph = new Graph()
  const gathered = gather(graph.input('table', 'float32', ['tokens']), graph.input('rows', 'int64', [3]))
  graph.output('y', add(gathered, graph.input('b', 'float32', [3])))
  expect(gatherLater(graph, 'rows').nodes.map(({ op }) => op.type)).toEqual(['Gather', 'Add'])
})

it('computes rows of the table where it can, and the same as before', async () => {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const rows = graph.input('rows', 'int64', ['batch', 'sequence'])
  const hidden = gather(graph.input('table', 'float32', ['tokens', 4]), rows)
  const mapped = linear(parameters.at('b'), linear(parameters.at('a'), hidden, 5), 3)
  // The product of two such maps is of pairs of rows.
  graph.output('y', add(matmul(mapped, transpose(linear(parameters.at('c'), hidden, 3))), 1))
  graph.output('hidden', hidden)
  const later = gatherLater(graph, 'rows')

  const shapesOf = ({ nodes }: Graph) =>
    nodes.filter(({ op }) => op.type === 'MatMul').map(({ outputs }) => Object.values(outputs)[0]!.shape)
  expect(shapesOf(later)).toEqual([
    ['tokens', 5],
    ['tokens', 3],
    ['tokens', 3],
    ['batch', 'sequence', 'sequence'],
  ])
  const weights = initialize(parameters, { seed: 1 })
  const run = async (each: Graph) => {
    await using session = await createSession(writeOnnx(each, { weights }), { threads: 1 })
    const { y, hidden } = await session.run({
      table: tensor('float32', [3, 4], [1, 2, -3, 4, 5, -6, 7, 8, -9, 10, 11, 12]),
      rows: tensor('int64', [2, 2], [2, 0, 1, 1]),
    })
    return [...Array.from(y!.data as Float32Array), ...Array.from(hidden!.data as Float32Array)]
  }
  const before = await run(graph)
  const after = await run(later)
  after.forEach((value, i) => expect(value).toBeCloseTo(before[i]!, 6))
})
