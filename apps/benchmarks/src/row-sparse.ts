import { lineProcess } from './study/line-process.ts'
import { measurePaired, type Measurement } from './study/measure-paired.ts'
import { median } from './study/median.ts'

/**
 * What training row by row promises, measured: the time of a step does not depend on the rows of the table. One AdamW
 * step over 256 x 16 different rows of 128 numbers, one thread; each table in a process of its own, all alternating.
 * The table and its state take 15 MB, 150 MB and 1.5 GB: only the first fits into a processor's cache. Once the table
 * is all there is, where that shows most, and once under the small tower that a real model has at least.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/row-sparse.ts [rounds]
 */
const rounds = Number(process.argv[2] ?? 40)
const sizes = [10_000, 100_000, 1_000_000]
const side = new URL('./row-sparse/side.ts', import.meta.url).pathname
// The pool is the same number of rows in every table, spread over all of it: what a batch touches is as often in the
// processor's cache.
const cases: Record<string, { readonly pool?: number; readonly layers?: number }> = {
  'table alone, random rows of the whole': {},
  'table alone, random rows out of 8,192 spread over the whole': { pool: 8192 },
  'table under two transformer blocks, random rows of the whole': { layers: 2 },
}
const bars: { readonly rows: string; readonly measured: string; readonly bar: string; readonly met: boolean }[] = []

for (const [name, settings] of Object.entries(cases)) {
  const sides = sizes.map(rows =>
    lineProcess<Measurement>(process.execPath, [
      '--conditions=@towerkit/source',
      side,
      JSON.stringify({ rows, ...settings }),
    ]),
  )
  // Many measured steps of each after some that warm the compiler.
  const measured = (await measurePaired(sides, { rounds: rounds + 5, burst: 3 })).map(steps => steps.slice(15))
  const times = measured.map(steps => median(steps.map(({ ms }) => ms)))
  console.log(name)
  console.table(
    sizes.map((rows, i) => ({
      rows,
      'median ms': times[i]!.toFixed(2),
      'fastest ms': Math.min(...measured[i]!.map(({ ms }) => ms)).toFixed(2),
      'peak MiB': Math.round(measured[i]!.at(-1)!.peakMiB),
    })),
  )
  // Of rounds, not of sides: what else runs on the machine slows a whole round.
  const ratios = sizes.map((_, i) => median(measured[i]!.map(({ ms }, step) => ms / measured[0]![step]!.ms)))
  const worst = Math.max(...ratios)
  bars.push({
    rows: name,
    measured: ratios.map(ratio => ratio.toFixed(3)).join(' '),
    bar: 'each <= 1.1 of the smallest',
    met: worst <= 1.1,
  })
}
console.table(bars)
if (!bars.every(({ met }) => met)) process.exitCode = 1
