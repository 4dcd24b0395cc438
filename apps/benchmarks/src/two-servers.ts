import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom } from '@towerkit/core'
import { makeSmallWorkspace, randomText } from './app-reliability/small-workspace.ts'
import { startServerProcess } from './app-reliability/towerkit-process.ts'

/**
 * Two processes on one folder: how much longer searches of one take while the other writes twice a second. Seconds
 * with and without writes take turns, so that both see the same machine.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/two-servers.ts [--documents 20000] [--seconds 60]
 */
const { values } = parseArgs({
  options: { documents: { type: 'string', default: '20000' }, seconds: { type: 'string', default: '60' } },
})
const random = seededRandom(1)
const folder = mkdtempSync(join(tmpdir(), 'towerkit-two-servers-'))
const writesASecond = 2
/** Median time with writes over that without. */
const mostRatio = 1.25
try {
  const workspace = await makeSmallWorkspace(folder, { documents: Number(values.documents), trained: true })
  const reader = await startServerProcess(workspace)
  const writer = await startServerProcess(workspace)
  const times = { quiet: [] as number[], written: [] as number[] }
  for (let second = 0; second < Number(values.seconds); second++) {
    const kind = second % 2 === 0 ? 'quiet' : 'written'
    const started = performance.now()
    const writes: Promise<unknown>[] = []
    while (performance.now() - started < 1000) {
      if (kind === 'written' && performance.now() - started >= (1000 * writes.length) / writesASecond)
        writes.push(
          fetch(`${writer.url}/v1/documents`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              documents: [{ id: `new-${Math.floor(random() * 500)}`, title: 'new', text: randomText(random, 60) }],
            }),
          }),
        )
      const asked = performance.now()
      await fetch(`${reader.url}/v1/search?query=${encodeURIComponent(randomText(random, 4))}`).then(answer =>
        answer.text(),
      )
      times[kind].push(performance.now() - asked)
    }
    await Promise.all(writes)
  }
  for (const server of [reader, writer]) {
    server.process.kill('SIGTERM')
    await server.ended
  }
  const summary = Object.entries(times).map(([name, all]) => {
    all.sort((a, b) => a - b)
    const at = (share: number) => all[Math.min(all.length - 1, Math.floor(share * all.length))]!
    return { name, searches: all.length, medianMs: at(0.5), p99Ms: at(0.99), longestMs: all.at(-1)! }
  })
  console.table(summary)
  const ratio = summary[1]!.medianMs / summary[0]!.medianMs
  console.log(`median with foreign writes over without: ${ratio.toFixed(2)} (at most ${mostRatio})`)
  if (!(ratio <= mostRatio)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
