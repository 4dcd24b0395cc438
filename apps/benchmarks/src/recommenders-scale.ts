import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { VectorIndex } from '@towerkit/core'
import { createRecommender } from '@towerkit/generate-rank'
import { exactIndex } from '@towerkit/indices'
import { loadUsearchIndex, usearchIndex } from '@towerkit/indices/usearch'
import { keysOf, queriesOf, recallOf } from './recommenders-scale/first-stage-recall.ts'
import { generatedCatalogue } from './recommenders-scale/generated-catalogue.ts'
import { measureSystem, type ScaleRequest, type SystemCost } from './recommenders-scale/measure-system.ts'
import { studyResults } from './study/study-results.ts'

/**
 * What a recommendation costs in a large catalogue: history to user vector to the best 2,000 to the ranker to the best
 * 500, stage by stage, one request at a time; then the largest rate of requests at random moments whose 99th percentile
 * stays within 100 ms. Nothing else may run.
 *
 *     node --expose-gc --max-old-space-size=16000 --conditions=@towerkit/source \
 *       apps/benchmarks/src/recommenders-scale.ts [--sizes 100000,1000000,5000000] [--systems grank,generator,hnsw]
 *
 * `grank` is exact search and ranker, `generator` exact search without a ranker, `hnsw` a usearch graph and the same
 * ranker, `two-towers` a usearch graph without. The graphs are searched as widely as `--recall` asks for, by the share
 * of the true best 2,000. Vectors are generated; the model is not trained: neither changes what a request costs.
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '100000,1000000,5000000' },
    systems: { type: 'string', default: 'grank,generator,hnsw,two-towers' },
    recall: { type: 'string', default: '0.95,0.99' },
    history: { type: 'string', default: '1000' },
    candidates: { type: 'string', default: '2000' },
    limit: { type: 'string', default: '500' },
    requests: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '10' },
    folder: { type: 'string', default: '.towerkit/recommenders-scale' },
  },
})
const dimensions = 128
const expansions = [2000, 2500, 3000, 4000, 6000, 8000, 12_000, 16_000, 24_000]
const numbers = Object.fromEntries(
  (['history', 'candidates', 'limit', 'requests', 'seconds'] as const).map(name => [name, Number(values[name])]),
) as unknown as Omit<ScaleRequest, 'size'>
interface ScaleResult extends SystemCost {
  readonly size: number
  readonly system: string
  /** The share of the true best that was asked for, and that the first stage finds. */
  readonly wanted: number
  readonly recall: number
  readonly expansion: number
  /** Of adding all items: 0 where the graph was read from the folder. */
  readonly fillSeconds: number
  /** What the process takes with the index, over the float32 rows and a byte a number. */
  readonly memory: number
}
const results = studyResults<ScaleResult>(join(values.folder, 'results.jsonl'))
await using recommender = createRecommender(
  { rows: 1, width: dimensions, blocks: 4, heads: 4, events: 64, longEvents: numbers.history },
  { session: { workers: 2, threads: 1 } },
)
const systems = values.systems.split(',')
const recalls = values.recall.split(',').map(Number)

for (const size of values.sizes.split(',').map(Number)) {
  const asked = { ...numbers, size }
  const generated = generatedCatalogue(size, { dimensions })
  const before = process.memoryUsage().rss
  const fill = async (index: VectorIndex) => {
    const started = performance.now()
    let told = started
    await generated.fill(index, added => {
      if (performance.now() - told < 10_000) return
      told = performance.now()
      console.log(`${size}: ${added} added, ${((told - started) / 1000).toFixed(0)} s`)
    })
    return (performance.now() - started) / 1000
  }
  const memory = () => {
    globalThis.gc?.()
    return (process.memoryUsage().rss - before) / (5 * dimensions * size)
  }
  const measure = async (
    index: VectorIndex,
    { system, ...found }: Omit<ScaleResult, keyof SystemCost | 'size' | 'memory'>,
  ) => {
    if (!systems.includes(system) || results.find({ size, system, wanted: found.wanted })) return
    const share = memory()
    const rank = system === 'grank' || system === 'hnsw'
    const cost = await measureSystem(index, { recommender, rank }, asked)
    results.add({ size, system, ...found, memory: share, ...cost })
    const { whole } = cost.stages
    const most = cost.best ? `${cost.best.rate.toFixed(1)} a second` : 'no rate within 100 ms'
    console.log(`${size} ${system}, recall ${found.recall.toFixed(3)}: p50 ${whole!.p50.toFixed(1)} ms, ${most}`)
  }
  const isMissing = (system: string, wanted: number) =>
    systems.includes(system) && !results.find({ size, system, wanted })
  const graphs = recalls.filter(wanted => ['hnsw', 'two-towers'].some(system => isMissing(system, wanted)))
  if (graphs.length === 0 && !['grank', 'generator'].some(system => isMissing(system, 1))) continue

  const exact = exactIndex({ dimensions, metric: 'inner-product' })
  const fillSeconds = await fill(exact)
  const queries = await queriesOf(recommender, exact, asked)
  const best = await keysOf(exact, queries, asked.candidates)
  for (const system of ['grank', 'generator'])
    await measure(exact, { system, wanted: 1, recall: 1, expansion: 0, fillSeconds })
  await exact.close()
  if (graphs.length === 0) continue

  const path = join(values.folder, `${size}.usearch`)
  let buildSeconds = 0
  if (!existsSync(path)) {
    await using graph = usearchIndex({ dimensions, metric: 'inner-product' })
    buildSeconds = await fill(graph)
    await graph.save(path)
  }
  for (const wanted of graphs)
    for (const expansion of expansions) {
      await using graph = await loadUsearchIndex(path, { expansionSearch: expansion })
      const recall = recallOf(await keysOf(graph, queries, asked.candidates), best)
      console.log(`${size}: a graph searched as widely as ${expansion} finds ${recall.toFixed(3)} of the best`)
      if (recall < wanted && expansion !== expansions.at(-1)) continue
      for (const system of ['hnsw', 'two-towers'])
        await measure(graph, { system, wanted, recall, expansion, fillSeconds: buildSeconds })
      break
    }
}
console.table(
  results.lines.map(({ size, system, recall, fillSeconds, memory, stages, best }) => ({
    ...{ size, system, recall: recall.toFixed(3), 'fill s': fillSeconds.toFixed(0), memory: memory.toFixed(2) },
    ...Object.fromEntries(
      Object.entries(stages).map(([stage, { p50, p99 }]) => [`${stage} ms`, `${p50.toFixed(1)} / ${p99.toFixed(1)}`]),
    ),
    'a second': best?.rate.toFixed(1) ?? '-',
  })),
)
