import { costOfOneRun } from './pool/cost-of-one-run.ts'
import { eventLoop } from './pool/event-loop.ts'
import { killedWorker } from './pool/killed-worker.ts'
import { memory } from './pool/memory.ts'
import { queue } from './pool/queue.ts'

/**
 * What the session pool promises, measured: a free event loop, a bounded queue, cancelled runs that never start, a dead
 * worker that costs one run, flat memory. Run with `node --conditions=@towerkit/source apps/benchmarks/src/pool.ts`;
 * about half a minute.
 */
await costOfOneRun()
const bars = [await eventLoop(), ...(await queue()), await killedWorker(), await memory()]
console.table(bars)
if (bars.some(({ met }) => !met)) process.exitCode = 1
