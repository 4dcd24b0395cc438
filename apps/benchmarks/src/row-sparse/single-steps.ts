import type { Bar } from '../study/bar.ts'
import { lineProcess } from '../study/line-process.ts'
import { measurePaired, type Measurement } from '../study/measure-paired.ts'
import { median } from '../study/median.ts'

const sizes = [10_000, 100_000, 1_000_000]
const side = new URL('./side.ts', import.meta.url).pathname
// The pool is the same number of rows in every table, spread over all of it: what a batch touches is as often in the
// processor's cache.
const cases: Record<string, { readonly pool?: number; readonly layers?: number }> = {
  'table alone, random rows of the whole': {},
  'table alone, random rows out of 8,192 spread over the whole': { pool: 8192 },
  'table under two transformer blocks, random rows of the whole': { layers: 2 },
}

/**
 * The time of a step. The table and its state take 15 MB, 150 MB and 1.5 GB: only the first fits into a processor's
 * cache. Once the table is all there is, where that shows most, and once under the small tower that a real model has at
 * least.
 */
export async function singleSteps(rounds: number): Promise<Bar[]> {
  const bars: Bar[] = []
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
    bars.push({
      what: name,
      measured: ratios.map(ratio => ratio.toFixed(3)).join(' '),
      bar: 'each <= 1.1 of the smallest',
      met: Math.max(...ratios) <= 1.1,
    })
  }
  return bars
}
