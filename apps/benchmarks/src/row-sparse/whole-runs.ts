import type { Bar } from '../study/bar.ts'
import { lineProcess } from '../study/line-process.ts'
import { measurePaired, type Measurement } from '../study/measure-paired.ts'
import { median } from '../study/median.ts'

interface RunMeasurement extends Measurement {
  /** The step and the moving average. */
  readonly stepMs: number
  /** The evaluation, with the averaged weights in the model, and the checkpoint. */
  readonly storeMs: number
  readonly bytes: number
}

const width = 64
const pool = 8192
// The first two for times, the last two for bytes.
const tables = [
  { rows: 10_000, pool },
  { rows: 2_000_000, pool },
  { rows: 2_000_000, pool: pool / 2 },
]
const side = new URL('./run-side.ts', import.meta.url).pathname

/** The time and the written bytes of whole runs over tables of which the same number of rows is touched. */
export async function wholeRuns(rounds: number): Promise<Bar[]> {
  const sides = tables.map(table =>
    lineProcess<RunMeasurement>(process.execPath, [
      '--conditions=@towerkit/source',
      side,
      JSON.stringify({ ...table, width }),
    ]),
  )
  // The first steps touch the pool, compile, and read each table once.
  const measured = (await measurePaired(sides, { rounds: rounds + 4, burst: 3 })).map(steps => steps.slice(12))
  const medianOf = (steps: readonly RunMeasurement[], key: 'ms' | 'stepMs' | 'storeMs') =>
    median(steps.map(step => step[key])).toFixed(2)
  console.log('step, moving average, evaluation with keepBest, checkpoint')
  console.table(
    tables.map((table, i) => ({
      rows: table.rows,
      'touched rows': table.pool,
      'step and average, ms': medianOf(measured[i]!, 'stepMs'),
      'evaluation and checkpoint, ms': medianOf(measured[i]!, 'storeMs'),
      'all, ms': medianOf(measured[i]!, 'ms'),
      'bytes of a checkpoint': measured[i]!.at(-1)!.bytes,
      'peak MiB': Math.round(measured[i]!.at(-1)!.peakMiB),
    })),
  )
  const [small, large, half] = measured as [RunMeasurement[], RunMeasurement[], RunMeasurement[]]
  const time = median(large.map(({ ms }, step) => ms / small[step]!.ms))
  const bytes = (steps: readonly RunMeasurement[]) => steps.at(-1)!.bytes
  const sameRows = bytes(large) / bytes(small)
  const halfRows = bytes(half) / bytes(large)
  return [
    {
      what: 'run over 2 million rows, against 10 thousand',
      measured: time.toFixed(3),
      bar: '<= 1.15',
      met: time <= 1.15,
    },
    {
      what: 'bytes of a checkpoint, the same rows touched',
      measured: sameRows.toFixed(3),
      bar: '1.00 +- 0.01',
      met: Math.abs(sameRows - 1) <= 0.01,
    },
    {
      what: 'bytes of a checkpoint, half of the rows touched',
      measured: halfRows.toFixed(3),
      bar: '0.50 +- 0.02',
      met: Math.abs(halfRows - 0.5) <= 0.02,
    },
  ]
}
