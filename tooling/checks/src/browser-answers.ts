import { loadTokenizer, trainWordPiece } from '@towerkit/backbones/tokenizer'
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
import { exactIndex, quantizedIndex } from '@towerkit/indices'
import { infoNce } from '@towerkit/losses'
import { randomVectors } from '@towerkit/core/testing'

/**
 * What the browser packages compute, in one plain object: a training graph as ONNX bytes (towers, loss, gradients,
 * weights), vectors and measures. A browser must answer as Node does.
 */
export async function browserAnswers(): Promise<Record<string, unknown>> {
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
    ...(await searched()),
    tokens: tokenIds(),
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

/** Hits of the indices that need nothing native, and the error of what a browser cannot do. */
async function searched(): Promise<Record<string, unknown>> {
  const dimensions = 24
  const keys = Array.from({ length: 300 }, (_, i) => `${i}`)
  const queries = randomVectors({ count: 3, dimensions, seed: 2 })
  const answers: Record<string, unknown> = {}
  for (const index of [
    exactIndex({ dimensions }),
    quantizedIndex({ dimensions, storage: 'int8', rescoring: false }),
    quantizedIndex({ dimensions, storage: 'binary' }),
  ]) {
    await index.add(keys, randomVectors({ count: 300, dimensions, seed: 1 }), {
      metadata: keys.map((_, i) => ({ tags: [i % 7], big: 2n ** 60n })),
    })
    const hits = await index.search(queries, 5, { where: { tags: [1, 2, 3] }, exclude: ['1'] })
    answers[`hits ${Object.keys(answers).length}`] = hits.flat().flatMap(({ key, score }) => [Number(key), score])
  }
  return answers
}

function tokenIds(): number[][] {
  const texts = ['Reads the naïve FILE, 研究 it.', 'writes a folder 🙂']
  const tokenizer = loadTokenizer(trainWordPiece(texts, { vocabularySize: 80 }))
  return tokenizer.encodeBatch([...texts, 'unseen: Ünïcode\u200d']).ids.map(row => [...row])
}
