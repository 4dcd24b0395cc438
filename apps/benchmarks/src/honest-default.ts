import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runTowerkit, startServerProcess } from './app-reliability/towerkit-process.ts'

/**
 * Whether `serve`, after `train`, `distil` and `evaluate`, answers in the mode that was best on the development
 * queries, and says why.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/honest-default.ts SOURCE... [--steps 30]
 *
 * A source is anything that `towerkit prepare` takes: a folder in the layout of BEIR, a table, a folder of documents.
 */
const { values, positionals: sources } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: 'string', default: '30' } },
})
const rows: Record<string, unknown>[] = []
for (const source of sources) {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-honest-'))
  const at = ['--folder', folder]
  try {
    await runTowerkit(['prepare', source, ...at])
    await runTowerkit(['train', '--steps', values.steps, ...at])
    await runTowerkit(['distil', ...at])
    await runTowerkit(['evaluate', ...at])
    const choices = JSON.parse(await readFile(join(folder, 'towers', '1', 'search-choice.json'), 'utf8')) as {
      readonly student?: { readonly mode: string; readonly reason: string }
    }
    const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as { readonly notes: string[] }
    const server = await startServerProcess(folder)
    const { mode, choice } = (await (await fetch(`${server.url}/v1/status`)).json()) as Record<string, string>
    const answer = (await (await fetch(`${server.url}/v1/search?query=what+is+known`)).json()) as { mode: string }
    server.process.kill('SIGTERM')
    await server.ended
    // The best of the three figures that the reason names, read back from it.
    const figures = [...(choice ?? '').matchAll(/\d\.\d{3}/g)].slice(0, 3).map(([value]) => Number(value))
    const isBest = figures.length === 3 && figures[0] === Math.max(...figures)
    for (const note of report.notes) console.log(`${source}: ${note}`)
    const served = mode === choices.student?.mode && answer.mode === mode
    rows.push({ source, mode, served, isBest })
    if (!served || !isBest) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
console.table(rows)
if (rows.length === 0) throw new Error('give at least one source')
