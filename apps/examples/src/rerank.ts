/**
 * Makes a reranker of a sentence-transformers folder: its first layers see query and document apart, so that documents
 * are encoded once, ever. Fine-tuned on the training split of a BEIR folder, it puts the documents that BM25 finds for
 * the test split into a better order:
 *
 *   node --conditions=@towerkit/source apps/examples/src/rerank.ts <model folder> <BEIR folder> <output folder>
 *   [parallel layers, default half of them] [steps, default 200]
 */
import { join } from 'node:path'
import type { Hit } from '@towerkit/core'
import { evaluate, runFromHits } from '@towerkit/evaluation'
import { bm25 } from '@towerkit/retrieval'
import { diskCache, laitEncoder } from '@towerkit/lait-encoder'
import { listNet } from '@towerkit/losses'
import { adamW, linearSchedule, train } from '@towerkit/training'
import { beirFolder } from './fine-tune/beir-folder.ts'

const [model, data, output, layers, steps = '200'] = process.argv.slice(2)
if (!model || !data || !output)
  throw new Error('usage: rerank.ts <model folder> <BEIR folder> <output folder> [parallel layers] [steps]')
const { documents, queries, relevant, qrels } = beirFolder(data)
const index = bm25([...documents].map(([id, text]) => ({ id, text })))

// 1. Convert: weights and tokenizer are those of the folder, nothing is trained anew. The cosine of what query and
// document become together is the score.
const probe = await laitEncoder({ backbone: model, parallelLayers: 0, head: 'similarity' })
const parallelLayers = layers === undefined ? Math.ceil(probe.layers / 2) : Number(layers)
await probe.close()
const reranker = await laitEncoder({
  backbone: model,
  parallelLayers,
  head: 'similarity',
  segments: 'pair',
  maxLength: Math.min(128, probe.parts.maxLength),
})

// 2. Fine-tune: of a relevant document and three others that BM25 finds, the relevant one is to come first.
const examples = [...relevant('train')].flatMap(([id, wanted]) => {
  const others = index
    .search(queries.get(id)!, 10)
    .map(({ key }) => key)
    .filter(key => !wanted.includes(key))
    .slice(0, 3)
  return others.length === 0
    ? []
    : [
        {
          scores: [wanted[0]!, ...others].map(key => [queries.get(id)!, documents.get(key)!]),
          label: [10, ...others.map(() => 0)],
        },
      ]
})
await train({
  model: reranker,
  data: examples,
  loss: listNet({ similarity: 'given', temperature: 0.05 }),
  optimizer: adamW({ learningRate: 3e-5 }),
  schedule: linearSchedule({ warmUp: 0.1 }),
  batchSize: 8,
  steps: Number(steps),
  onProgress: ({ step, loss, remainingMs }) =>
    process.stderr.write(
      `\rstep ${step} of ${steps}, loss ${loss.toFixed(3)}, ${Math.round(remainingMs / 1000)} s left `,
    ),
})
await reranker.save(output)
await reranker.close()

// 3. Precompute: the states of all documents go to disk, for this process and all later ones.
const server = await laitEncoder({
  backbone: output,
  cache: diskCache(join(output, 'states'), { precision: 'float16' }),
})
const { segments, encoded } = await server.precompute([...documents.values()])
console.log(`\n${segments} documents, ${encoded} of them encoded now`)

// 4. Serve: a query is encoded, the documents come from the cache, the remaining layers see both.
const asked = [...relevant('test').keys()]
const found = asked.map(id => index.search(queries.get(id)!, 20))
const started = performance.now()
const reranked: Hit[][] = []
for (const [i, hits] of found.entries()) {
  const { data: scores } = await server.score(
    [queries.get(asked[i]!)!],
    hits.map(({ key }) => documents.get(key)!),
  )
  reranked.push(hits.map(({ key }, place) => ({ key, score: scores[place]! })).sort((a, b) => b.score - a.score))
}
const ndcg = (hits: readonly (readonly Hit[])[]) =>
  evaluate({ qrels: qrels('test'), run: runFromHits(asked, hits), measures: ['nDCG@10'] }).mean['nDCG@10'].toFixed(4)
console.log(`${((performance.now() - started) / asked.length).toFixed(1)} ms a query`)
console.log(`nDCG@10: BM25 ${ndcg(found)}, reranked ${ndcg(reranked)}`)
await server.close()
