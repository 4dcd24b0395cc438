import { parseArgs } from 'node:util'
import { lineProcess } from './study/line-process.ts'
import { measurePaired, type Measurement } from './study/measure-paired.ts'
import { median } from './study/median.ts'

/**
 * A training step of a recommender does not depend on the size of its catalogue, and its memory is the table and its
 * two moments: all terms, 32 sequences of 64 events, 256 drawn negatives, one thread; each size in a process of its
 * own, all alternating.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/recommenders-step.ts [--sizes 10000,1000000]
 */
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000,1000000,2000000' },
    width: { type: 'string', default: '128' },
    rounds: { type: 'string', default: '10' },
  },
})
const width = Number(values.width)
const sizes = values.sizes.split(',').map(Number)
const program = new URL('./recommenders/step-side.ts', import.meta.url).pathname
const sides = sizes.map(rows =>
  lineProcess<Measurement>(process.execPath, [
    '--conditions=@towerkit/source',
    program,
    JSON.stringify({ rows, width }),
  ]),
)
const measured = await measurePaired(sides, { rounds: Number(values.rounds) + 2, burst: 3 })
const kept = measured.map(steps => steps.slice(6))
const ratios = kept.map(steps => median(steps.map(({ ms }, i) => ms / kept[0]![i]!.ms)))
const memory = measured.map(steps => steps.at(-1)!.peakMiB)
console.table(
  sizes.map((rows, i) => ({
    rows,
    'median ms': median(kept[i]!.map(({ ms }) => ms)).toFixed(1),
    'of the smallest': ratios[i]!.toFixed(3),
    'peak MiB': memory[i]!.toFixed(0),
    'table and moments MiB': ((3 * 4 * rows * width) / 2 ** 20).toFixed(0),
  })),
)
if (Math.max(...ratios) > 1.2) process.exitCode = 1
