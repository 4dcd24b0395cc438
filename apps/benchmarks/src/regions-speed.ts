/**
 * What a question to an archive of pictures costs, beside running the detector again:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/regions-speed.ts <data> <text encoder> [pictures] [rows]
 *
 * Indexes photographs of COCO (each several times under other names) up to the number of pictures, asks for 80 names,
 * and measures generated archives of 10^3 up to `rows` regions in three indices. For a quiet machine.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom, vectors, type VectorIndex, type Vectors } from '@towerkit/core'
import { exactIndex, quantizedIndex } from '@towerkit/indices'
import { usearchIndex } from '@towerkit/indices/usearch'
import { cocoNames, regionArchive, regionEncoder } from '@towerkit/region-encoder'
import { textEncoder } from '@towerkit/text-encoder'
import { photographs } from './regions/photographs.ts'

const [data, model, picturesText = '1000', rowsText = '1000000'] = process.argv.slice(2)
if (!data || !model) throw new Error('usage: regions-speed.ts <data> <text encoder> [pictures] [rows]')
const count = Number(picturesText)
const folder = mkdtempSync(join(tmpdir(), 'towerkit-region-speed-'))
const paths = [...(await photographs(data, 'train2017')), ...(await photographs(data, 'val2017'))].map(
  ({ path }) => path,
)

/** Milliseconds of some work. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Median and 99th percentile, in milliseconds. */
function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  return `p50 ${at(0.5).toFixed(2)} ms, p99 ${at(0.99).toFixed(2)} ms`
}

async function archive(): Promise<void> {
  await using text = await textEncoder(model!)
  await using regions = await regionEncoder({ image: join(data!, 'models/yolox-nano'), text })
  const file = join(folder, 'a.regions')
  await using opened = await regionArchive(file, { encoder: regions, index: exactIndex })
  const given = Array.from({ length: count }, (_, i) => ({ key: `${i}`, picture: paths[i % paths.length]! }))
  const indexing = await timed(() => opened.add(given))
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(
    `indexing: ${(indexing / count).toFixed(1)} ms a picture from JPEG to stored boxes, ` +
      `${Math.round(statSync(file).size / count)} bytes a picture in the file, peak ${Math.round(peak)} MiB`,
  )
  await regions.encodeText(cocoNames)
  const first = await timed(() => opened.find('a red bicycle'))
  const queries: number[] = []
  for (const name of [...cocoNames, ...cocoNames]) queries.push(await timed(() => opened.find(name)))
  const sample = paths.slice(0, Math.min(count, 100))
  const again = await timed(async () => {
    for await (const _ of regions.detect(sample, { classes: ['a red bicycle'] }));
  })
  const perQuery = queries.reduce((sum, time) => sum + time, 0) / queries.length
  const detection = (again / sample.length) * count
  console.log(
    `a query over ${count} pictures: ${spread(queries)}, first with a new text ${first.toFixed(1)} ms; detection ` +
      `again ${Math.round(detection)} ms: ${Math.round(detection / perQuery)} times; indexing pays from ` +
      `${(indexing / (detection - perQuery)).toFixed(2)} queries on`,
  )
}

async function scale(rows: number, name: string, make: () => VectorIndex, expected?: string[][]): Promise<string[][]> {
  const dimensions = 129
  const random = seededRandom(rows)
  const draw = (n: number): Vectors =>
    vectors(
      Float32Array.from({ length: n * dimensions }, () => random() + random() + random() - 1.5),
      dimensions,
    )
  const index = make()
  const times: number[] = []
  const found: string[][] = []
  for (let start = 0; start < rows; start += 10_000) {
    const some = Math.min(10_000, rows - start)
    const keys = Array.from({ length: some }, (_, i) => String(start + i))
    await index.add(keys, draw(some))
  }
  const queries = draw(100)
  for (let i = 0; i < queries.count; i++) {
    const query = { ...queries, count: 1, data: queries.data.slice(i * dimensions, (i + 1) * dimensions) }
    times.push(
      await timed(async () => {
        const [hits] = await index.search(query, 100)
        found.push(hits!.map(({ key }) => key))
      }),
    )
  }
  const recall = expected?.map((keys, i) => keys.filter(key => found[i]!.includes(key)).length / keys.length)
  const mean = recall && recall.reduce((sum, value) => sum + value, 0) / recall.length
  console.log(
    `${rows} regions, ${name}: ${spread(times)}${mean === undefined ? '' : `, recall@100 ${mean.toFixed(4)}`}`,
  )
  await index.close()
  return found
}

await archive()
for (let rows = 1000; rows <= Number(rowsText); rows *= 10) {
  const options = { dimensions: 129, metric: 'inner-product' } as const
  const exact = await scale(rows, 'exact', () => exactIndex(options))
  await scale(rows, 'int8', () => quantizedIndex({ ...options, storage: 'int8' }), exact)
  await scale(rows, 'usearch', () => usearchIndex(options), exact)
}
rmSync(folder, { recursive: true })
