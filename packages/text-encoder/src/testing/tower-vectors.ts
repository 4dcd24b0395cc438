import type { Vectors } from '@towerkit/core'
import { createParameters, Graph, writeOnnx, type Tower } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'

/** The embeddings that a tower gives, as it is trained. */
export async function towerVectors(tower: Tower<string>, texts: readonly string[]): Promise<Vectors> {
  const graph = new Graph()
  const inputs = Object.fromEntries(
    Object.entries(tower.inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  const { embedding } = tower.build(createParameters(graph), inputs, { outputs: ['embedding'] })
  graph.output('embedding', embedding!)
  await using session = await createSession(writeOnnx(graph, { weights: tower.weights }), { threads: 1 })
  const outputs = await session.run(tower.collate(texts))
  const { shape, data } = outputs['embedding']!
  return { data: data as Float32Array, count: shape[0]!, dimensions: shape[1]! }
}
