import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import { lineProcess } from './study/line-process.ts'
import { median } from './study/median.ts'

/**
 * Exact search beside faiss' IndexFlatIP and usearch's exactSearch: the same vectors, the same threads, in turns. Every
 * side's results are compared with inner products in double precision. Fails if ours are not equal to them, or slower
 * than a peer.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/exact-search.ts <python with faiss and numpy> [rows,
 *     default 1000000] [rounds, default 15]
 */
const [python = 'python3', rowCount = '1000000', rounds = '15'] = process.argv.slice(2)
const dimensions = 384
const batches = [1, 64]
/** Rounds that are not counted, until each side runs at its speed. */
const warmUp = 5
const threads = availableParallelism()
const folder = mkdtempSync(join(tmpdir(), 'exact-search-'))
const settings = {
  rows: join(folder, 'rows.f32'),
  queries: join(folder, 'queries.f32'),
  dimensions,
  limit: 10,
  threads,
}

interface Answer {
  readonly ms: number
  readonly ids: number[][]
  readonly scores: number[][]
  readonly peakMiB: number
}

const side = (command: string, ...parameters: readonly string[]) =>
  lineProcess<Answer>(command, [...parameters, JSON.stringify(settings)])

/** Unit vectors around 1,000 centres, as embeddings lie, and queries near some of them. */
function writeVectors(): void {
  const random = seededRandom(1)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const table = Float32Array.from({ length: 2 ** 20 }, normal)
  const place = () => Math.floor(random() * (table.length - dimensions))
  const centres = Array.from({ length: 1000 }, place)
  const vector = (target: Float32Array) => {
    const centre = centres[Math.floor(random() * centres.length)]!
    const noise = place()
    const share = 0.3 + 0.7 * random()
    for (let i = 0; i < dimensions; i++)
      target[i] = table[centre + i]! + share * table[noise + i]! + 0.05 * (random() - 0.5)
    const length = Math.hypot(...target)
    for (let i = 0; i < dimensions; i++) target[i] = target[i]! / length
  }
  const fill = (count: number) => {
    const data = new Float32Array(count * dimensions)
    for (let i = 0; i < count; i++) vector(data.subarray(i * dimensions, (i + 1) * dimensions))
    return new Uint8Array(data.buffer)
  }
  const file = openSync(settings.rows, 'w')
  for (let start = 0; start < Number(rowCount); start += 50_000)
    writeSync(file, fill(Math.min(50_000, Number(rowCount) - start)))
  closeSync(file)
  writeFileSync(settings.queries, fill(Math.max(...batches)))
}

/** Queries whose rows are those of the truth; of equal scores any order. */
function equalQueries({ ids, scores }: Answer, truth: Answer): number {
  return ids.filter((list, q) =>
    list.every((id, i) => id === truth.ids[q]![i] || Math.abs(scores[q]![i]! - truth.scores[q]![i]!) < 1e-12),
  ).length
}

try {
  writeVectors()
  const program = new URL('./exact-search/side.ts', import.meta.url).pathname
  const sides = {
    exactIndex: side(process.execPath, '--conditions=@towerkit/source', program, 'ours'),
    'faiss IndexFlatIP': side(python, new URL('../peers/exact_search.py', import.meta.url).pathname),
    'usearch exactSearch': side(process.execPath, '--conditions=@towerkit/source', program, 'usearch'),
  }
  console.log(`${cpus()[0]?.model}, ${threads} threads, Node ${process.version}, ${rowCount} x ${dimensions}, best 10`)
  const truth = await sides['faiss IndexFlatIP'].ask('0')
  console.log('queries | side | ms (median) | least ms | ours / its | queries equal to brute force | peak MiB')
  for (const count of batches) {
    const answers = new Map<string, Answer[]>(Object.keys(sides).map(name => [name, []]))
    for (let round = -warmUp; round < (count === 1 ? Number(rounds) : Math.ceil(Number(rounds) / 3)); round++) {
      for (const [name, { ask }] of Object.entries(sides)) {
        const answer = await ask(`${count}`)
        if (round >= 0) answers.get(name)!.push(answer)
      }
    }
    const mine = median(answers.get('exactIndex')!.map(({ ms }) => ms))
    for (const [name, list] of answers) {
      const ms = median(list.map(answer => answer.ms))
      const equal = equalQueries(list[0]!, truth)
      console.log(
        [
          count,
          name,
          ms.toFixed(1),
          Math.min(...list.map(answer => answer.ms)).toFixed(1),
          (mine / ms).toFixed(3),
          `${equal} of ${count}`,
          Math.max(...list.map(({ peakMiB }) => peakMiB)).toFixed(0),
        ].join(' | '),
      )
      if (mine > ms || (name === 'exactIndex' && equal < count)) process.exitCode = 1
    }
  }
  await Promise.all(Object.values(sides).map(({ stop }) => stop()))
} finally {
  rmSync(folder, { recursive: true })
}
