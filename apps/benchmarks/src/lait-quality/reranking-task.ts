import { seededRandom } from '@towerkit/core'
import { beir } from '@towerkit/datasets'
import { evaluate, qrelsFrom, runFrom } from '@towerkit/evaluation'
import { bm25 } from '@towerkit/retrieval'
import { listNet } from '@towerkit/losses'
import { sampled, type Split, type Task } from './task.ts'

const candidates = 10
/** Of the softmax over a list's cosines. */
const temperature = 0.05

/**
 * SciFact as reranking: the first 10 documents that BM25 finds for a claim, in a better order. Trained on the training
 * claims with two of those candidates as negatives; part of the training claims is for development, the test is of the
 * BEIR test split.
 */
export async function rerankingTask(data: string): Promise<Task> {
  const { corpus, queries, qrels } = beir(`${data}/scifact`)
  const documents: { readonly id: string; readonly text: string }[] = []
  for await (const { id, title, text } of corpus()) documents.push({ id, text: `${title} ${text}` })
  const texts = new Map(documents.map(({ id, text }) => [id, text]))
  const claims = new Map<string, string>()
  for await (const { id, text } of queries()) claims.set(id, text)
  const index = bm25(documents, { k1: 0.9, b: 0.4 })
  const read = async (split: string) => {
    const relevant = new Map<string, Set<string>>()
    for await (const { query, document, relevance } of qrels(split))
      if (relevance > 0) relevant.set(query, (relevant.get(query) ?? new Set()).add(document))
    return [...relevant].map(([id, wanted]) => ({
      id,
      claim: claims.get(id)!,
      wanted,
      found: index.search(claims.get(id)!, candidates).map(({ key }) => key),
    }))
  }
  const all = await read('train')
  const dev = new Set(
    sampled(
      all.filter(({ wanted, found }) => found.some(id => wanted.has(id))),
      60,
      seededRandom(3),
    ),
  )
  const random = seededRandom(4)
  return {
    name: 'scifact-reranking',
    metric: 'nDCG@10',
    head: 'similarity',
    maxLength: 64,
    batchSize: 6,
    steps: 50,
    learningRate: 1e-4,
    loss: listNet({ similarity: 'given', temperature }),
    temperature,
    examples: all
      .filter(each => !dev.has(each))
      .map(({ claim, wanted, found }) => {
        const others = sampled(
          found.filter(id => !wanted.has(id)),
          2,
          random,
        )
        // A label of 10 among zeros asks for one place only: softmax(10, 0, 0) = 0.99991.
        return {
          scores: [[...wanted][0]!, ...others].map(id => [claim, texts.get(id)!]),
          label: [10, ...others.map(() => 0)],
        }
      }),
    dev: splitOf([...dev], texts),
    test: splitOf(sampled(await read('test'), 100, seededRandom(5)), texts),
  }
}

interface Asked {
  readonly id: string
  readonly claim: string
  readonly wanted: ReadonlySet<string>
  readonly found: readonly string[]
}

function splitOf(asked: readonly Asked[], texts: ReadonlyMap<string, string>): Split {
  const places = asked.flatMap(({ found }, query) => found.map(id => ({ query, id })))
  const qrels = qrelsFrom(
    asked.flatMap(({ id, wanted }) => [...wanted].map(document => ({ query: id, document, relevance: 1 }))),
  )
  let last: { readonly outputs: Float32Array; readonly values: readonly number[] } | undefined
  return {
    tuples: places.map(({ query, id }) => [asked[query]!.claim, texts.get(id)!]),
    groups: asked.map((_, query) => places.flatMap((place, i) => (place.query === query ? [i] : []))),
    measure(outputs, groups) {
      if (last?.outputs !== outputs) {
        const run = runFrom(
          places.map(({ query, id }, i) => ({ query: asked[query]!.id, document: id, score: outputs[i]! })),
        )
        const { queries, perQuery } = evaluate({ qrels, run, measures: ['nDCG@10'] })
        const byId = new Map(queries.map((id, i) => [id, perQuery['nDCG@10'][i]!]))
        last = { outputs, values: asked.map(({ id }) => byId.get(id)!) }
      }
      return groups.reduce((sum, query) => sum + last!.values[query]!, 0) / groups.length
    },
  }
}
