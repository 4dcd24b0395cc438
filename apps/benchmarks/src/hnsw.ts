import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { row, vectors, type Vectors } from '@towerkit/core'
import { exactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { loadUsearchIndex, usearchIndex, type UsearchIndex, type UsearchStorage } from '@towerkit/indices/usearch'
import { hnswlibSearch } from './hnsw/hnswlib-node.ts'
import { plotCurves, type CurvePoint } from './hnsw/plot-curves.ts'
import type { HnswSettings, Search } from './hnsw/settings.ts'
import { lineProcess } from './study/line-process.ts'

/**
 * Recall@10 against queries per second of `usearchIndex`, hnswlib-node and faiss' HNSW: the same real vectors, the same
 * connectivity and expansions, one thread, in turns, the best of three rounds. The first run builds the graphs
 * (minutes) and keeps them beside the vectors; with `build` it only does that.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/hnsw.ts <python with faiss> <folder of
 *     hnsw/encode-sentences.ts> \
 *       <folder where hnswlib-node is installed, or none> [SVG to write, or build]
 */
const [python = 'python3', folder = '', hnswlib = 'none', output] = process.argv.slice(2)
const expansions = [10, 16, 32, 64, 128, 256, 512]
const rounds = 3
const settings: HnswSettings = {
  rows: join(folder, 'rows.f32'),
  queries: join(folder, 'queries.f32'),
  dimensions: 384,
  connectivity: 16,
  expansionAdd: 128,
  limit: 10,
  folder,
}
const { dimensions, connectivity, expansionAdd, limit } = settings
const read = (path: string) => vectors(new Float32Array(new Uint8Array(readFileSync(path)).buffer), dimensions)
const rows = read(settings.rows)
const queries = read(settings.queries)
const keys = Array.from({ length: rows.count }, (_, i) => `${i}`)

async function builtIndex(storage: UsearchStorage): Promise<string> {
  const path = join(folder, `${storage}.usearch`)
  if (existsSync(path)) return path
  await using index = usearchIndex({ dimensions, metric: 'cosine', storage, connectivity, expansionAdd })
  const started = performance.now()
  await index.add(keys, rows)
  console.error(`usearchIndex ${storage}: built in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  await index.save(path)
  return path
}

/** The expansion belongs to a loaded index, so there is one for each. */
async function ourSearch(storage: UsearchStorage, eachAlone = false): Promise<Search> {
  const path = await builtIndex(storage)
  const loaded = new Map<number, UsearchIndex>()
  return async expansion => {
    const index =
      loaded.get(expansion) ?? (await loadUsearchIndex(path, { expansionSearch: expansion, threads: 1, view: true }))
    loaded.set(expansion, index)
    const started = performance.now()
    const hits = []
    if (eachAlone)
      for (let i = 0; i < queries.count; i++)
        hits.push(...(await index.search(vectors(row(queries, i), dimensions), limit)))
    else hits.push(...(await index.search(queries, limit)))
    return { ms: performance.now() - started, ids: hits.map(list => list.map(({ key }) => Number(key))) }
  }
}

function faissSearch(): Search {
  const program = new URL('../peers/hnsw.py', import.meta.url).pathname
  const faiss = lineProcess<Awaited<ReturnType<Search>>>(python, [program, JSON.stringify(settings)])
  return expansion => faiss.ask(`${expansion}`)
}

async function truth(all: Vectors): Promise<Set<number>[]> {
  await using index = exactIndex({ dimensions, metric: 'cosine', kernel: runtimeKernel })
  await index.add(keys, all)
  return (await index.search(queries, limit)).map(hits => new Set(hits.map(({ key }) => Number(key))))
}

const searches = new Map<string, Search>([
  ['usearchIndex f32', await ourSearch('f32')],
  ['usearchIndex f32, a query a call', await ourSearch('f32', true)],
  ['usearchIndex i8', await ourSearch('i8')],
  ...(hnswlib === 'none' ? [] : [['hnswlib-node', hnswlibSearch(hnswlib, rows, queries, settings)] as const]),
  ['faiss HNSW', faissSearch()],
])
const best = await truth(rows)
for (const search of searches.values()) await search(expansions[0]!)
if (output === 'build') process.exit()
const curves = new Map<string, CurvePoint[]>([...searches.keys()].map(name => [name, []]))
console.log(
  `${cpus()[0]?.model}, Node ${process.version}: ${rows.count} x ${dimensions}, ${queries.count} queries, best ` +
    `${limit}, connectivity ${connectivity}, expansion ${expansionAdd} when adding, one thread`,
)
console.log('engine | search expansion | recall@10 | queries a second')
for (const expansion of expansions) {
  const measured = new Map([...searches.keys()].map(name => [name, { ms: [] as number[], recall: 0 }]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, search] of searches) {
      const { ms, ids } = await search(expansion)
      const one = measured.get(name)!
      one.ms.push(ms)
      one.recall =
        ids.reduce((sum, list, q) => sum + list.filter(id => best[q]!.has(id)).length, 0) / (limit * queries.count)
    }
  }
  for (const [name, { ms, recall }] of measured) {
    const queriesPerSecond = (1000 * queries.count) / Math.min(...ms)
    curves.get(name)!.push({ expansion, recall, queriesPerSecond })
    console.log([name, expansion, recall.toFixed(4), queriesPerSecond.toFixed(0)].join(' | '))
  }
}
if (output !== undefined)
  writeFileSync(
    output,
    plotCurves(
      curves,
      `${rows.count.toLocaleString('en')} sentences by all-MiniLM-L6-v2, ${queries.count.toLocaleString('en')} claims`,
    ),
  )
process.exit()
