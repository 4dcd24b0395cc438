import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom } from '@towerkit/core'
import { corruptFiles } from './app-reliability/corruption.ts'
import { hostileRequests } from './app-reliability/hostile-requests.ts'
import { killDuringIndexing } from './app-reliability/kill-during-indexing.ts'
import { killDuringIngest } from './app-reliability/kill-during-ingest.ts'
import { killDuringTraining } from './app-reliability/kill-during-training.ts'
import { stopStages } from './app-reliability/stops.ts'
import { load } from './app-reliability/load.ts'

/**
 * What the app promises of its documents, tried: killed at random moments, with damaged files, under load, and asked
 * with hostility.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/app-reliability.ts kills|stops|corruption|load|hostile|all
 *     [--seconds 600] [--workspace .towerkit/demo] [--seed 1]
 */
const {
  values,
  positionals: [part = 'all'],
} = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '600' },
    workspace: { type: 'string' },
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '50' },
    stops: { type: 'string', default: '50' },
    files: { type: 'string', default: '500' },
  },
})
const random = seededRandom(Number(values.seed))
const folder = mkdtempSync(join(tmpdir(), 'towerkit-app-reliability-'))
const at = (name: string) => join(folder, name)
/** Of the line through the second half of the server's memory: more is no steady memory. */
const mostGrowth = 0.02
const bars: { readonly what: string; readonly measured: string; readonly met: boolean }[] = []

const parts: Readonly<Record<string, () => Promise<void>>> = {
  async kills() {
    const kills = Number(values.kills)
    const ingest = Math.ceil(kills * 0.4)
    const indexing = Math.ceil(kills * 0.3)
    const stages = {
      ingest: [killDuringIngest, ingest],
      indexing: [killDuringIndexing, indexing],
      training: [killDuringTraining, kills - ingest - indexing],
    } as const
    for (const [name, [work, count]] of Object.entries(stages)) {
      const result = await work({ folder: at(name), random, kills: count })
      for (const note of result.notes) console.log(`${name}: ${note}`)
      bars.push({
        what: `killed during ${name}`,
        measured:
          `${result.kills} kills, ${result.acknowledged} acknowledged, ${result.lost} lost, ${result.damaged} ` +
          `damaged stores, ${result.finished ? 'finished' : 'not finished'} afterwards`,
        met: result.lost === 0 && result.damaged === 0 && result.finished,
      })
    }
  },
  async stops() {
    const result = await stopStages({ folder: at('stops'), random, stops: Number(values.stops) })
    for (const note of result.notes) console.log(`stops: ${note}`)
    bars.push({
      what: `${result.stops} stops of train, embed and prepare beside a server`,
      measured:
        `${result.searches} searches, ${result.failed} failed, longest ${result.longestSearchMs.toFixed(0)} ms; ` +
        `${result.acknowledged} inserts acknowledged, ${result.lost} lost; ${result.late} stops later than 10 s, ` +
        `longest ${result.longestStopMs.toFixed(0)} ms; ${result.finished ? 'finished' : 'not finished'} afterwards`,
      met: result.failed === 0 && result.lost === 0 && result.late === 0 && result.finished,
    })
  },
  async corruption() {
    for (const { kind, files, refused, same, wrong, codes } of await corruptFiles({
      folder: at('corruption'),
      random,
      files: Number(values.files),
    })) {
      bars.push({
        what: `damaged ${kind} files`,
        measured: `${files} files: ${refused} refused (${codes}), ${same} no harm, ${wrong} wrong`,
        met: wrong === 0,
      })
    }
  },
  async load() {
    const result = await load({
      folder: at('load'),
      random,
      seconds: Number(values.seconds),
      workspace: values.workspace,
    })
    console.table(result.latencies)
    const stops = result.stoppedSeconds.map(seconds => seconds.toFixed(0)).join(', ')
    bars.push({
      what: `${result.connections} connections, ${result.seconds.toFixed(0)} s, ${result.documents} documents`,
      measured:
        `${result.requests} requests (${(result.requests / result.seconds).toFixed(0)}/s), ${result.failed} failed, ` +
        `${result.refused} told to wait${stops === '' ? '' : `; stopped from outside for ${stops} s, with `}` +
        (stops === '' ? '' : `${result.interrupted} requests interrupted`),
      met: result.failed === 0,
    })
    const {
      rssMiB,
      slopeMiBPerMinute,
      growth,
      storedMiB: [half, end],
    } = result.memory
    console.log(`resident after each minute, MiB: ${rssMiB.map(mib => mib.toFixed(0)).join(', ')}`)
    bars.push({
      what: 'memory of the server',
      measured:
        `second half: ${slopeMiBPerMinute.toFixed(2)} MiB a minute, ${(100 * growth).toFixed(2)} % in all (at most ` +
        `2); texts and vectors added: ${half.toFixed(1)} MiB at half, ${end.toFixed(1)} at the end`,
      met: growth < mostGrowth,
    })
  },
  async hostile() {
    const { asked, wrong } = await hostileRequests(at('hostile'))
    for (const line of wrong) console.error(line)
    bars.push({
      what: 'hostile requests',
      measured: `${asked} asked, ${wrong.length} not refused as they should be`,
      met: wrong.length === 0,
    })
  },
}

try {
  const chosen = part === 'all' ? Object.values(parts) : [parts[part]]
  for (const work of chosen) {
    if (work === undefined) throw new Error(`there is no part "${part}": give ${Object.keys(parts).join(', ')} or all`)
    await work()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.table(bars)
if (!bars.every(({ met }) => met)) process.exitCode = 1
