/**
 * What LAIT saves, told apart: attention matrices, all matrix products, measured time, storage; without a cache, with
 * all segments but the first cached, with all cached. For 2, 3, 5 and 6 segments:
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/lait-cost.ts <model folder> [tokens of a segment, default
 *     32] [threads, default the cores]
 *
 * The first table is that of the paper's range, for 12 layers of BERT-base's sizes and heads that read all tokens. The
 * second is measured on the model, in turns, on 16 inputs at once.
 */
import { costReport, laitEncoder, memoryCache, type CostReport } from '@towerkit/lait-encoder'
import { noCache } from './lait-speed/no-cache.ts'
import { quantile } from './study/quantile.ts'
import { segmentsOfLength } from './lait-speed/segments-of-length.ts'

const [model, length = '32', threads] = process.argv.slice(2)
if (!model) throw new Error('usage: lait-cost.ts <model folder> [tokens of a segment]')
const session = threads === undefined ? {} : { threads: Number(threads) }
const tokens = Number(length)
const inputs = 16
const rounds = 3
const segmentCounts = [2, 3, 5, 6]
const share = (part: number, whole: number) => (part / whole).toFixed(3)

const config = {
  model_type: 'bert',
  vocab_size: 30_522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  max_position_embeddings: 512,
}
console.log(
  `BERT-base, segments of ${tokens} tokens, counted on the graphs: attention matrices relative to P = 0 (all ` +
    'matrix products, nothing cached, relative to P = 0)',
)
console.log(`P of 12 | ${segmentCounts.map(n => `n = ${n}`).join(' | ')}`)
for (const parallelLayers of [6, 8, 9, 10, 12]) {
  const cells = segmentCounts.map(n => {
    const { full, uncached } = costReport(
      { config, head: 'embedding', pooling: 'mean' },
      { lengths: Array.from({ length: n }, () => tokens), parallelLayers },
    )
    const formula = 1 - (parallelLayers / 12) * (1 - 1 / n)
    if (Math.abs(uncached.attention / full.attention - formula) > 1e-9)
      throw new Error(`counted ${uncached.attention / full.attention}, the formula says ${formula}`)
    return `${share(uncached.attention, full.attention)} (${share(uncached.total, full.total)})`
  })
  console.log(`${parallelLayers} | ${cells.join(' | ')}`)
}

const uses = ['uncached', 'laterCached', 'allCached'] as const satisfies readonly (keyof CostReport)[]
await using warm = await laitEncoder({
  backbone: model,
  parallelLayers: 0,
  head: 'score',
  cache: memoryCache({ maxBytes: 1e9 }),
  session,
})
await using cold = await laitEncoder({ backbone: model, parallelLayers: 0, head: 'score', cache: noCache(), session })
const choices = [0, Math.floor(warm.layers / 2), warm.layers - 2, warm.layers - 1, warm.layers]
console.log(
  `\nthe model of ${warm.layers} layers, score of the first token, segments of ${tokens} tokens: all matrix ` +
    `products relative to P = 0 / milliseconds an input (best of ${rounds}, ${inputs} inputs at once)`,
)
console.log(
  'n | P | attention matrices | nothing cached | all but the first cached | all cached | KB of states an input, ' +
    'float16',
)
let fresh = 100_000
for (const n of segmentCounts) {
  const later = Array.from({ length: inputs }, (_, i) =>
    segmentsOfLength(warm, { count: n - 1, tokens, start: 1000 * n + 10 * i }),
  )
  const tuples = () => {
    fresh += inputs
    return segmentsOfLength(warm, { count: inputs, tokens: tokens - 1, start: fresh }).map((first, i) => [
      first,
      ...later[i]!,
    ])
  }
  const known = tuples()
  const times = new Map(choices.flatMap(layers => uses.map(use => [`${layers} ${use}`, [] as number[]] as const)))
  for (let round = 0; round <= rounds; round++) {
    for (const parallelLayers of choices) {
      for (const use of uses) {
        const given = use === 'allCached' ? known : tuples()
        const encoder = use === 'uncached' ? cold : warm
        const started = performance.now()
        await encoder.predict(given, { parallelLayers })
        // The first round opens the graphs and fills the cache.
        if (round > 0) times.get(`${parallelLayers} ${use}`)!.push((performance.now() - started) / inputs)
      }
    }
  }
  for (const parallelLayers of choices) {
    const report = costReport(warm.parts, { lengths: Array.from({ length: n }, () => tokens), parallelLayers })
    const cells = uses.map(
      use =>
        `${share(report[use].total, report.full.total)} / ` +
        `${quantile(times.get(`${parallelLayers} ${use}`)!, 0).toFixed(1)} ms`,
    )
    console.log(
      `${n} | ${parallelLayers} | ${share(report.uncached.attention, report.full.attention)} | ` +
        `${cells.join(' | ')} | ${(report.bytes.float16 / 1024).toFixed(0)}`,
    )
  }
}
