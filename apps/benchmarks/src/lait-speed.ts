/**
 * Speed of cached segments against the cross-encoder (P = 0, the same code), in turns, on the CPU:
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/lait-speed.ts <model folder> [first | mean | rerank | all,
 *     default all] [threads, default the cores] [parallel layers of first, default 3,4,5]
 *
 * first, mean: 100 x 100 segments, all states cached, against the speed-up that the counted operations of one input
 * predict, for the head that reads the first token (the last layer computes one row) and for the one that reads the
 * mean of all tokens. rerank: 100 candidates of a new query, documents cached in memory or on disk, against nothing
 * cached. Fails if less than 85 % of the prediction is reached by the median of the turns.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  costReport,
  diskCache,
  laitEncoder,
  memoryCache,
  type LaitEncoder,
  type LaitPooling,
} from '@towerkit/lait-encoder'
import { noCache } from './lait-speed/no-cache.ts'
import { quantile } from './study/quantile.ts'
import { segmentsOfLength } from './lait-speed/segments-of-length.ts'

const [model, only = 'all', threads, layers = '3,4,5'] = process.argv.slice(2)
if (!model)
  throw new Error('usage: lait-speed.ts <model folder> [first | mean | rerank | all] [threads] [parallel layers]')
const open = (pooling: LaitPooling, cache = memoryCache({ maxBytes: 2e9 })) =>
  laitEncoder({
    backbone: model,
    parallelLayers: 3,
    head: 'score',
    pooling,
    cache,
    ...(threads && { session: { threads: Number(threads) } }),
  })

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** All states cached, four queries at a time so that the ways take turns. */
async function crossProduct(pooling: LaitPooling, tokens: number, choices: readonly number[]): Promise<void> {
  await using encoder = await open(pooling)
  const queries = segmentsOfLength(encoder, { count: 100, tokens: tokens - 1 })
  const documents = segmentsOfLength(encoder, { count: 100, tokens, start: 1000 })
  const ways = [0, ...choices]
  for (const parallelLayers of ways) {
    await encoder.precompute(queries, { parallelLayers, place: 'first' })
    await encoder.precompute(documents, { parallelLayers })
    await encoder.score(queries.slice(0, 2), documents, { parallelLayers })
  }
  const times = ways.map((): number[] => [])
  for (let start = 0; start < 100; start += 4) {
    for (const [i, parallelLayers] of ways.entries())
      times[i]!.push(
        await milliseconds(() => encoder.score(queries.slice(start, start + 4), documents, { parallelLayers })),
      )
  }
  console.log(
    `100 x 100 segments of ${tokens} tokens, pooling '${pooling}', all cached; whole cross-encoder ` +
      `${(times[0]!.reduce((a, b) => a + b) / 1000).toFixed(1)} s`,
  )
  for (const [i, parallelLayers] of choices.entries()) {
    const { full, allCached } = costReport(encoder.parts, { lengths: [tokens, tokens], parallelLayers })
    const predicted = full.total / allCached.total
    const simple = encoder.layers / (encoder.layers - parallelLayers)
    const ratios = times[0]!.map((time, block) => time / times[i + 1]![block]!)
    const reached = quantile(ratios, 0.5)
    const best = Math.min(...times[0]!) / Math.min(...times[i + 1]!)
    console.log(
      `  P = ${parallelLayers}: ${(times[i + 1]!.reduce((a, b) => a + b) / 1000).toFixed(1)} s, ` +
        `${reached.toFixed(2)} times as fast (median of 25 turns; quartiles ${quantile(ratios, 0.25).toFixed(2)} ` +
        `and ${quantile(ratios, 0.75).toFixed(2)}; of the best turns ${best.toFixed(2)}); predicted ` +
        `${predicted.toFixed(2)}, L/(L-P) ${simple.toFixed(2)}; reached ${((100 * reached) / predicted).toFixed(0)} ` +
        `% of the prediction, ${((100 * best) / predicted).toFixed(0)} % in the best turns`,
    )
    if (reached < 0.85 * predicted) throw new Error('bar not met: less than 85 % of the predicted speed-up')
  }
}

async function reranking(pooling: LaitPooling, tokens: number, choices: readonly number[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lait-speed-'))
  try {
    const disk = diskCache(folder, { precision: 'float16' })
    const encoders: readonly (readonly [string, LaitEncoder, number])[] = [
      ['cross-encoder, nothing cached', await open(pooling, noCache()), 0],
      ...(await Promise.all(
        choices.flatMap(parallelLayers => [
          open(pooling).then(encoder => [`P = ${parallelLayers}, in memory`, encoder, parallelLayers] as const),
          open(pooling, disk).then(
            encoder => [`P = ${parallelLayers}, float16 on disk`, encoder, parallelLayers] as const,
          ),
        ]),
      )),
    ]
    const documents = segmentsOfLength(encoders[0]![1], { count: 100, tokens, start: 1000 })
    const queries = segmentsOfLength(encoders[0]![1], { count: 16, tokens: 15, start: 5000 })
    for (const [name, encoder, parallelLayers] of encoders) {
      if (!name.startsWith('cross')) await encoder.precompute(documents, { parallelLayers })
      await encoder.score([queries[15]!], documents, { parallelLayers })
    }
    const times = encoders.map((): number[] => [])
    for (const query of queries.slice(0, 15))
      for (const [i, [, encoder, parallelLayers]] of encoders.entries())
        times[i]!.push(await milliseconds(() => encoder.score([query], documents, { parallelLayers })))
    console.log(
      `reranking 100 documents of ${tokens} tokens for a new query of 16, pooling '${pooling}', 15 queries in ` +
        'turns (p99 is the slowest):',
    )
    for (const [i, [name]] of encoders.entries())
      console.log(
        `  ${name}: p50 ${quantile(times[i]!, 0.5).toFixed(0)} ms, p99 ${quantile(times[i]!, 0.99).toFixed(0)} ` +
          `ms, ${(quantile(times[0]!, 0.5) / quantile(times[i]!, 0.5)).toFixed(2)} times as fast`,
      )
    const { bytes } = costReport(encoders[0]![1].parts, { lengths: [tokens], parallelLayers: choices[0]! })
    console.log(
      `  a document's states: ${Object.entries(bytes)
        .map(([precision, size]) => `${(size / 1024).toFixed(0)} KB ${precision}`)
        .join(', ')}`,
    )
    for (const [, encoder] of encoders) await encoder.close()
    await disk.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const parts: Readonly<Record<string, () => Promise<void>>> = {
  first: () => crossProduct('first', 16, layers.split(',').map(Number)),
  mean: () => crossProduct('mean', 16, [4]),
  rerank: () => reranking('first', 64, [3, 5]),
}
for (const [name, run] of Object.entries(parts)) if (only === 'all' || only === name) await run()
