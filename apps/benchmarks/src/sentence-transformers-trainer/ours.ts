import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gunzipSync } from 'node:zlib'
import { infoNce } from '@towerkit/losses'
import { textEncoder, textEncoderOf } from '@towerkit/text-encoder'
import { adamW, train } from '@towerkit/training'

/**
 * One side of the paired benchmark: takes a step for each line on standard input and answers with its milliseconds as
 * JSON.
 */
const { model, data, pairs, maxLength, dropout } = JSON.parse(process.argv[2]!) as {
  model: string
  data: string
  pairs: number
  maxLength: number
  dropout: number
}
const opened = await textEncoder(model)
const config = { ...opened.parts.network.config, hidden_dropout_prob: dropout, attention_probs_dropout_prob: dropout }
const encoder = textEncoderOf({ ...opened.parts, maxLength, network: { ...opened.parts.network, config } })
const examples = gunzipSync(readFileSync(join(data, 'corpus.jsonl.gz')))
  .toString()
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line) as { title: string; text: string })
  .map(({ title, text }) => ({ query: title, positive: text }))

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
let started = 0
let at = 0
let count = 0
const sampler = {
  next: async () => {
    if ((await lines.next()).done) process.exit(0)
    if (count++ > 0) at = (at + pairs) % (examples.length - pairs)
    started = performance.now()
    return { examples: examples.slice(at, at + pairs), state: {} }
  },
  restore: async () => {},
}
await train({
  model: encoder,
  data: sampler,
  loss: infoNce({ temperature: 0.05 }),
  optimizer: adamW({ learningRate: 2e-5 }),
  steps: 1_000_000,
  session: { threads: 2 },
  onProgress: ({ loss }) =>
    console.log(
      JSON.stringify({ ms: performance.now() - started, loss, peakMiB: process.resourceUsage().maxRSS / 1024 }),
    ),
})
