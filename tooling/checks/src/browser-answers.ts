import { seededRandom, vectors } from '@towerkit/core'
import { evaluate, qrelsFrom, runFromHits } from '@towerkit/evaluation'
import { bm25 } from '@towerkit/retrieval'
import {
  createParameters,
  Graph,
  gradients,
  initialize,
  l2Normalize,
  linear,
  lossValue,
  tanh,
  writeOnnx,
} from '@towerkit/graph'
import { infoNce } from '@towerkit/losses'

/**
 * What the browser packages compute, in one plain object: a training graph as ONNX bytes (towers, loss, gradients,
 * weights), vectors and measures. A browser must answer as Node does.
 */
export function browserAnswers(): Record<string, unknown> {
  return {
    model: [...trainingModel()],
    rows: [
      ...vectors([
        [1, 2],
        [3, 4],
      ]).data,
    ],
    random: seededRandom(7)(),
    measures: measured(),
  }
}

function trainingModel(): Uint8Array {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const embed = (name: string) =>
    l2Normalize(
      linear(
        parameters.at('output'),
        tanh(linear(parameters.at('hidden'), graph.input(name, 'float32', ['batch', 6]), 5)),
        4,
      ),
    )
  const loss = lossValue(infoNce({ temperature: 0.1 }), { query: embed('query'), positive: embed('positive') })
  graph.output('loss', loss)
  const trained = parameters.list()
  gradients(
    loss,
    trained.map(({ value }) => value),
  ).forEach((gradient, i) => graph.output(`gradient of ${trained[i]!.name}`, gradient))
  return writeOnnx(graph, { weights: initialize(parameters, { seed: 3 }) })
}

function measured(): Record<string, number> {
  const index = bm25([
    { id: 'watch', text: 'be told when files change' },
    { id: 'join', text: 'join the parts of a path' },
  ])
  const qrels = qrelsFrom([{ query: 'q', document: 'watch', relevance: 1 }])
  return evaluate({ qrels, run: runFromHits(['q'], [index.search('file changes', 10)]), measures: ['nDCG@10', 'RR'] })
    .mean
}
