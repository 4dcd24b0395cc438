/** A text encoder is trained from nothing to find the sentence that goes with a question, then searches. */
import { exactIndex } from '@towerkit/indices'
import { infoNce } from '@towerkit/losses'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { adamW, linearSchedule, train } from '@towerkit/training'

const subjects = ['file', 'folder', 'socket', 'process', 'timer', 'stream', 'buffer', 'thread']
const actions = [
  ['open', 'opens'],
  ['close', 'closes'],
  ['copy', 'copies'],
  ['watch', 'watches'],
  ['delete', 'deletes'],
  ['rename', 'renames'],
] as const
const pairs = subjects.flatMap(subject =>
  actions.map(([infinitive, third]) => ({
    query: `how do I ${infinitive} a ${subject}?`,
    positive: `${third} the given ${subject}`,
  })),
)

const tokenizer = trainWordPiece(
  pairs.flatMap(({ query, positive }) => [query, positive]),
  { vocabularySize: 160 },
)
const config = {
  model_type: 'bert' as const,
  vocab_size: 160,
  hidden_size: 32,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 64,
  max_position_embeddings: 16,
  type_vocab_size: 1,
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0,
}
const encoder = createTextEncoder({ config, tokenizer, seed: 1 })

/** Share of the questions whose own sentence comes first. */
async function found(): Promise<number> {
  const index = exactIndex({ dimensions: encoder.dimensions })
  await index.add(
    pairs.map(({ positive }) => positive),
    await encoder.encodeDocuments(pairs.map(({ positive }) => positive)),
  )
  const hits = await index.search(await encoder.encodeQueries(pairs.map(({ query }) => query)), 1)
  await index.close()
  return hits.filter(([best], i) => best!.key === pairs[i]!.positive).length / pairs.length
}

const before = await found()
await train({
  model: encoder,
  data: pairs,
  loss: infoNce({ temperature: 0.1 }),
  optimizer: adamW({ learningRate: 5e-3 }),
  schedule: linearSchedule({ warmUp: 10 }),
  batchSize: 24,
  steps: 150,
  onProgress: ({ step, loss }) => {
    if (step % 30 === 0) console.log(`step ${step}: loss ${loss.toFixed(3)}`)
  },
})
const after = await found()
await encoder.close()
console.log(`right answers first: ${(100 * before).toFixed(0)} % before, ${(100 * after).toFixed(0)} % after`)
if (!(after > 0.9))
  throw new Error(`expected more than 90 % of the answers to be right after training, got ${100 * after} %`)
