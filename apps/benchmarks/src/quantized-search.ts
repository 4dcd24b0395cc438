import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { vectors } from '@towerkit/core'
import { exactIndex, quantizedIndex, type ExactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { median } from './study/median.ts'

/**
 * Recall, speed and memory of `quantizedIndex` beside `exactIndex`, on real vectors, in turns. Recall is that of the
 * best 10 by float32.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/quantized-search.ts <folder of hnsw/encode-sentences.ts>
 *     [times that the vectors are repeated, default 1]
 */
const [folder = '', repeats = '1'] = process.argv.slice(2)
const dimensions = 384
const read = (name: string) =>
  vectors(new Float32Array(new Uint8Array(readFileSync(join(folder, `${name}.f32`))).buffer), dimensions)
const rows = read('rows')
const queries = read('queries')
const some = (count: number, start = 0) =>
  vectors(queries.data.slice(start * dimensions, (start + count) * dimensions), dimensions)

const indices = new Map<string, { readonly index: ExactIndex; readonly bytes: number }>()
const add = (name: string, index: ExactIndex, bytes: number) => indices.set(name, { index, bytes })
const exactBytes = 5 * dimensions + 4
add('exactIndex, runtimeKernel', exactIndex({ dimensions, metric: 'cosine', kernel: runtimeKernel }), exactBytes)
add('exactIndex', exactIndex({ dimensions, metric: 'cosine' }), exactBytes)
for (const storage of ['int8', 'binary'] as const) {
  for (const rescoring of [true, false]) {
    const index = quantizedIndex({ dimensions, storage, rescoring })
    add(`quantizedIndex ${storage}${rescoring ? ', scored again' : ''}`, index, index.bytesPerVector)
  }
}
for (const { index } of indices.values()) {
  for (let repeat = 0; repeat < Number(repeats); repeat++)
    await index.add(
      Array.from({ length: rows.count }, (_, i) => `${repeat}/${i}`),
      rows,
    )
}
console.log(
  `${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}: ${rows.count * Number(repeats)} ` +
    `x ${dimensions}, best 10`,
)
// Repeated vectors are equal, so that only the place in the first copy counts.
const keysOf = async (index: ExactIndex) =>
  (await index.search(queries, 10 * Number(repeats))).map(hits => new Set(hits.map(({ key }) => key.split('/')[1])))
const best = await keysOf(indices.get('exactIndex, runtimeKernel')!.index)
const times = new Map<string, Map<number, number[]>>(
  [...indices.keys()].map(name => [
    name,
    new Map([
      [1, []],
      [64, []],
    ]),
  ]),
)
for (let round = -5; round < 15; round++) {
  for (const [name, { index }] of indices) {
    for (const count of [1, 64]) {
      const started = performance.now()
      await index.search(some(count, Math.max(0, round)), 10)
      if (round >= 0)
        times
          .get(name)!
          .get(count)!
          .push(performance.now() - started)
    }
  }
}
console.log('index | bytes a vector | recall@10 | ms, 1 query | ms, 64 queries')
for (const [name, { index, bytes }] of indices) {
  const found = await keysOf(index)
  const recall =
    found.reduce((sum, keys, q) => sum + [...keys].filter(key => best[q]!.has(key)).length / best[q]!.size, 0) /
    found.length
  const ms = (count: number) => median(times.get(name)!.get(count)!).toFixed(1)
  console.log([name, bytes, recall.toFixed(4), ms(1), ms(64)].join(' | '))
  await index.close()
}
