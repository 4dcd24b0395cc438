import { wholeRuns } from './row-sparse/whole-runs.ts'
import { singleSteps } from './row-sparse/single-steps.ts'

/**
 * What training row by row promises, measured: it costs what it touches, not what the table holds. Each table is in a
 * process of its own, all alternating, one thread.
 *
 * - steps: an AdamW step over 256 x 16 different rows of 128 numbers, tables of 10 thousand to a million rows.
 * - runs: a step with the moving average, an evaluation with `keepBest` and a checkpoint, tables of 10 thousand and 2
 *   million rows of 64: time, and bytes written.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/row-sparse.ts [rounds] [steps | runs]
 */
const rounds = Number(process.argv[2] ?? 40)
const part = process.argv[3]
const bars = [
  ...(part === 'runs' ? [] : await singleSteps(rounds)),
  ...(part === 'steps' ? [] : await wholeRuns(rounds)),
]
console.table(bars)
if (!bars.every(({ met }) => met)) process.exitCode = 1
