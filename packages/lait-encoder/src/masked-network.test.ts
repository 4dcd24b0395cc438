import { describe, expect, it, onTestFinished } from 'vitest'
import { textBackbone } from '@towerkit/backbones'
import {
  cosineSimilarity,
  createParameters,
  greater,
  Graph,
  meanPooling,
  writeOnnx,
  type Value,
  type Tensor,
} from '@towerkit/graph'
import { createSession, tensor, type Tensors } from '@towerkit/runtime'
import type { LaitEncoder } from '@towerkit/lait-encoder'
import { buildHead } from './build-head.ts'
import { buildMaskedNetwork } from './masked-network.ts'
import { tinyConfigs, tinyLait, tinyTexts } from './testing/tiny-lait.ts'

const [watch, read, parse, empty, close, file] = tinyTexts as [string, string, string, string, string, string]
/** One, two, three and six segments in one batch. */
const ragged = [[parse], [watch, close], [read, empty, parse], [file, watch, read, close, empty, watch]]

type Run = (tuples: readonly (readonly string[])[], more?: Tensors) => Promise<number[]>

/** Opens what `build` appends to the inputs that the tower makes of tuples. */
async function opened(
  { parts, tower }: LaitEncoder,
  build: (graph: Graph, inputs: Record<string, Value>, parameters: ReturnType<typeof createParameters>) => Value,
): Promise<Run> {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const { inputs, collate } = tower('logits')!
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  graph.output('y', build(graph, values, parameters))
  const weights: Record<string, Tensor> = Object.fromEntries(
    parameters.list().map(({ name }) => [name, parts.weights[name]!]),
  )
  const session = await createSession(writeOnnx(graph, { weights }), { threads: 1 })
  onTestFinished(() => session.close())
  return async (tuples, more = {}) => {
    const feeds = { ...collate(tuples), ...more }
    const { y } = await session.run(Object.fromEntries(session.inputs.map(({ name }) => [name, feeds[name]!])))
    return Array.from(y!.data as Float32Array)
  }
}

/** The masked network, whose number of parallel layers is an input. */
async function masked(encoder: LaitEncoder) {
  const run = await opened(encoder, (graph, inputs, parameters) =>
    buildMaskedNetwork(parameters, encoder.parts, {
      inputs,
      parallelLayers: graph.input('parallel_layers', 'int64', []),
    }),
  )
  return (tuples: readonly (readonly string[])[], parallelLayers: number) =>
    run(tuples, { parallel_layers: tensor('int64', [], [parallelLayers]) })
}

const farthest = (a: readonly number[], b: ArrayLike<number>) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))

describe.each(Object.keys(tinyConfigs))('%s', architecture => {
  it('gives with masks in one graph what two graphs give, for every number of parallel layers', async () => {
    await using encoder = await tinyLait({ architecture })
    const train = await masked(encoder)
    const outputs: number[][] = []
    for (let layers = 0; layers <= encoder.layers; layers++) {
      const trained = await train(ragged, layers)
      const { data } = await encoder.predict(ragged, { parallelLayers: layers })
      expect(farthest(trained, data)).toBeLessThan(1e-5)
      outputs.push(trained)
    }
    // The number of parallel layers matters, or equality would say nothing.
    for (const [i, output] of outputs.slice(1).entries()) expect(farthest(output, outputs[i]!)).toBeGreaterThan(1e-3)
  })

  it('is the stock network without parallel layers', async () => {
    await using encoder = await tinyLait({ architecture, parallelLayers: 0, positions: 'running' })
    const backbone = textBackbone(encoder.parts.config)
    const run = await opened(
      encoder,
      (_graph, { position_ids: _own, segment_ids: segmentIds, ...inputs }, parameters) => {
        const context = { mask: segmentIds! }
        const hidden = backbone.norm(
          parameters,
          backbone.blocks.reduce(
            (state, block) => block(parameters, state, context),
            backbone.embed(parameters, inputs),
          ),
        )
        return buildHead(parameters, encoder.parts, { hidden, segmentIds: segmentIds! })
      },
    )
    const stock = await run(ragged)
    // As float32 rounds: the last layer of one is a row of the other's.
    expect(farthest(stock, (await encoder.predict(ragged)).data) / Math.max(1, ...stock.map(Math.abs))).toBeLessThan(
      1e-6,
    )
  })
})

it('is a dual encoder when all layers are parallel: the cosine of texts that were encoded by themselves', async () => {
  await using encoder = await tinyLait({ head: 'similarity', parallelLayers: 3 })
  const backbone = textBackbone(encoder.parts.config)
  const run = await opened(encoder, (_graph, { segment_ids: segmentIds, ...inputs }, parameters) =>
    meanPooling(
      backbone.blocks.reduce(
        (state, block) => block(parameters, state, { mask: segmentIds! }),
        backbone.embed(parameters, inputs),
      ),
      greater(segmentIds!, 0),
    ),
  )
  const first = await run([[watch], [parse]])
  const second = await run([[close], [empty]])
  const graph = new Graph()
  graph.output('y', cosineSimilarity(graph.input('a', 'float32', [2, 16]), graph.input('b', 'float32', [2, 16])))
  await using session = await createSession(writeOnnx(graph))
  const { y } = await session.run({ a: tensor('float32', [2, 16], first), b: tensor('float32', [2, 16], second) })
  expect(
    farthest(
      Array.from(y!.data as Float32Array),
      (
        await encoder.predict([
          [watch, close],
          [parse, empty],
        ])
      ).data,
    ),
  ).toBeLessThan(1e-6)
})

it('keeps segments apart to the last bit in the parallel layers', async () => {
  await using encoder = await tinyLait()
  const run = await masked(encoder)
  const first = await run(
    [
      [watch, close, read],
      [parse, file, read],
    ],
    3,
  )
  const other = await run(
    [
      [watch, parse, read],
      [parse, parse, read],
    ],
    3,
  )
  // The head reads the first token, which has seen its own segment only.
  expect(farthest(first, other)).toBeLessThan(1e-6)
  expect(farthest(await run([[watch, close, read]], 2), await run([[watch, parse, read]], 2))).toBeGreaterThan(1e-3)
})
