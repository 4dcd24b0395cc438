import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom } from '@towerkit/core'
import { startServerProcess } from './app-reliability/towerkit-process.ts'
import { changingItems } from './recommenders-updates/changing-items.ts'
import { generatedWorkspace } from './recommenders-updates/generated-workspace.ts'
import { killsDuringUpdates } from './recommenders-updates/kills-during-updates.ts'
import { updatesUnderLoad } from './recommenders-updates/updates-under-load.ts'
import { quantile } from './study/quantile.ts'

/**
 * Updates of a live catalogue, tried on `towerkit recommend serve`: items are set and removed beside questions; no
 * answer may see parts of two changes, or an item as it was before the last change that was acknowledged when it was
 * asked; and nothing that was acknowledged may be lost when the server is killed.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/recommenders-updates.ts [load|kills|all]
 *     [--items 1000000] [--width 128] [--rate 30] [--changes 1000] [--seconds 60] [--history 1000] [--limit 500]
 *     [--kills 50] [--kill-items 20000] [--seed 1]
 *
 * The rate is half of what the catalogue sustains.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    items: { type: 'string', default: '1000000' },
    width: { type: 'string', default: '128' },
    rate: { type: 'string', default: '30' },
    changes: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    history: { type: 'string', default: '1000' },
    limit: { type: 'string', default: '500' },
    kills: { type: 'string', default: '50' },
    'kill-items': { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
})
const part = positionals[0] ?? 'all'
if (!['load', 'kills', 'all'].includes(part)) throw new Error(`there is no part "${part}": give load, kills or all`)
/** A p99 above it is too slow. */
const slowestMs = 150
const number = (name: keyof typeof values) => Number(values[name])
const random = seededRandom(number('seed'))
const folder = mkdtempSync(join(tmpdir(), 'towerkit-updates-'))
const bars: { readonly what: string; readonly measured: string; readonly met: boolean }[] = []

const timesOf = (times: readonly number[]) =>
  `p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`

async function load(): Promise<void> {
  const size = { items: number('items'), width: number('width') }
  const { workspace, known } = await generatedWorkspace({ folder: join(folder, 'load'), random, ...size })
  const started = performance.now()
  const server = await startServerProcess(workspace, ['recommend', 'serve'])
  console.log(`${size.items} items opened in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  const asked = {
    url: server.url,
    random,
    items: changingItems({ count: 2000, random }),
    known,
    rates: { answers: number('rate'), changes: number('changes') },
    historyLength: number('history'),
    limit: number('limit'),
  }
  try {
    await updatesUnderLoad({ ...asked, seconds: Math.min(5, number('seconds')) })
    const result = await updatesUnderLoad({ ...asked, seconds: number('seconds') })
    for (const fault of result.wrong.slice(0, 5)) console.error(fault)
    const p99 = quantile(result.answersMs, 0.99)
    bars.push(
      {
        what: `${values.rate} questions and ${values.changes} changes a second, ${size.items} items`,
        measured:
          `${result.answersMs.length} answers, ${timesOf(result.answersMs)} (at most ${slowestMs}); ` +
          `${(result.changesMs.length / number('seconds')).toFixed(0)} changes a second, ` +
          `${timesOf(result.changesMs)}; ${result.refused} told to wait`,
        met: p99 <= slowestMs && result.refused === 0,
      },
      {
        what: 'changing items in the answers',
        measured: `${result.seen} seen, ${result.wrong.length} half-written or out of date`,
        met: result.wrong.length === 0 && result.seen > 0,
      },
    )
  } finally {
    server.process.kill('SIGTERM')
    await server.ended
  }
}

async function kills(): Promise<void> {
  const size = { items: number('kill-items'), width: 32 }
  const { workspace } = await generatedWorkspace({ folder: join(folder, 'kills'), random, ...size })
  const items = changingItems({ count: 200, random })
  const result = await killsDuringUpdates({ workspace, random, kills: number('kills'), items })
  for (const note of result.notes) console.log(note)
  bars.push({
    what: `${result.kills} SIGKILLs while items and events are written`,
    measured: `${result.acknowledged} acknowledged, ${result.lost} lost or wrong, ${result.damaged} damaged stores`,
    met: result.lost === 0 && result.damaged === 0 && result.acknowledged > 0,
  })
}

try {
  if (part !== 'kills') await load()
  if (part !== 'load') await kills()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.table(bars)
if (!bars.every(({ met }) => met)) process.exitCode = 1
