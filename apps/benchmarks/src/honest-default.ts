// Whether `serve`, after `train`, `distil` and `evaluate`, answers in the mode that is best on the development queries,
// and what `status` says of it. The modes are compared by asking the server.
//
//   node --conditions=@towerkit/source apps/benchmarks/src/honest-default.ts ../shared/data scifact stamps emoji
//
// --steps, --batch, --layers, --width, --vocabulary: of `towerkit train`; small by default, since this is about the
// choice and not about the towers.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { runTowerkit, startServerProcess } from './app-reliability/towerkit-process.ts'
import { developmentQuality } from './honest-default/development-quality.ts'
import { retrievalSets } from './honest-default/retrieval-sets.ts'

const sizes = { steps: '10', batch: '16', layers: '1', width: '16', vocabulary: '400' }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(
    Object.entries(sizes).map(([name, value]) => [name, { type: 'string' as const, default: value }]),
  ),
})
const [data, ...names] = positionals
if (data === undefined || names.length === 0 || names.some(name => !(name in retrievalSets)))
  throw new Error(`Give the folder of the data, and at least one of ${Object.keys(retrievalSets).join(', ')}.`)
const sizesGiven = Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)])
const main = new URL('../../reference/src/main.ts', import.meta.url).pathname

const rows: Record<string, unknown>[] = []
for (const name of names) {
  const folder = await mkdtemp(join(tmpdir(), `towerkit-honest-${name}-`))
  try {
    rows.push({ set: name, ...(await choiceOn(name, folder)) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
console.table(rows)
if (rows.some(({ served, best }) => served !== best)) process.exitCode = 1

async function choiceOn(name: string, folder: string): Promise<Record<string, unknown>> {
  const at = ['--folder', join(folder, 'workspace')]
  await runTowerkit(['prepare', await retrievalSets[name]!(data!, join(folder, 'set')), ...at])
  await runTowerkit(['train', ...sizesGiven, ...at])
  await runTowerkit(['distil', '--steps', String(values['steps']), '--batch', String(values['batch']), ...at])
  await runTowerkit(['evaluate', ...at])
  const status = await promisify(execFile)(process.execPath, ['--conditions=@towerkit/source', main, 'status', ...at])
  console.log(`${name}: ${status.stdout.trim().replaceAll('\n', `\n${name}: `)}`)
  const server = await startServerProcess(join(folder, 'workspace'))
  try {
    const response = await fetch(new URL('/v1/search?query=what+is+known', server.url))
    const { mode: served } = (await response.json()) as { readonly mode: string }
    const quality = await developmentQuality(server.url, join(folder, 'workspace', 'test-queries.jsonl'))
    const [[best] = []] = Object.entries(quality).toSorted(([, a], [, b]) => b - a)
    return { ...quality, best, served }
  } finally {
    server.process.kill('SIGTERM')
    await server.ended
  }
}
