import { expect, it } from 'vitest'
import { Graph, writeOnnx } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import { objectnessGate } from './objectness-gate.ts'

it('gives the log odds of the product of two probabilities, however sure they are', async () => {
  const graph = new Graph()
  const classes = graph.input('classes', 'float32', ['n', 1])
  graph.output('odds', objectnessGate(classes, graph.input('objectness', 'float32', ['n', 1])))
  await using session = await createSession(writeOnnx(graph), { threads: 1 })
  const values = [-60, -12, -3, -0.5, 0, 0.1, 2, 9, 30]
  const pairs = values.flatMap(a => values.map(o => [a, o] as const))
  const column = (i: 0 | 1) => ({
    dtype: 'float32' as const,
    shape: [pairs.length, 1],
    data: Float32Array.from(pairs, pair => pair[i]),
  })
  const { odds } = await session.run({ classes: column(0), objectness: column(1) })
  pairs.forEach(([a, o], i) => {
    const expected = -Math.log(Math.exp(-a) + Math.exp(-o) + Math.exp(-a - o))
    expect(Math.abs(Number(odds!.data[i]) - expected)).toBeLessThan(1e-4 + 1e-5 * Math.abs(expected))
  })
})
