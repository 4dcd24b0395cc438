// How a search over the folder of a documentation site answers questions whose answers are known: by words, by vectors,
// and by both. The towers are trained on the site's own titles.
//
//   npm pack ai && tar xzf ai-*.tgz     # a package that ships its documentation as Markdown
//   node --conditions=@towerkit/source apps/benchmarks/src/documentation-site.ts package/docs
//
// --questions <file>: another list of { question, answers }, an answer being the path of a page, or of a section with
// its anchor. --workspace <folder>: where everything is kept, so that a later run need not train again. --steps
// <number>: of training, as `towerkit train` takes it.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runTowerkit, startServerProcess } from './app-reliability/towerkit-process.ts'

/** A question with the pages, or sections of pages, that answer it. */
interface Question {
  readonly question: string
  readonly answers: readonly string[]
}

const modes = ['lexical', 'dense', 'hybrid'] as const
const depths = [1, 3, 10] as const

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { questions: { type: 'string' }, workspace: { type: 'string' }, steps: { type: 'string' } },
})
const [source] = positionals
if (source === undefined) throw new Error('Give the folder of a documentation site.')
const given = values.questions ?? new URL('./documentation-site/ai-questions.json', import.meta.url).pathname
const questions = JSON.parse(await readFile(given, 'utf8')) as Question[]
const workspace = values.workspace ?? (await mkdtemp(join(tmpdir(), 'towerkit-site-')))
try {
  const folder = ['--folder', workspace]
  await runTowerkit(['prepare', source, ...folder])
  await runTowerkit(['train', ...(values.steps === undefined ? [] : ['--steps', values.steps]), ...folder])
  await runTowerkit(['embed', ...folder])
  await runTowerkit(['index', ...folder])
  // It chooses how words and vectors are weighed, on queries of the site's own titles.
  await runTowerkit(['evaluate', ...folder])
  const places = await placesOfAnswers(workspace)
  report(places)
} finally {
  if (values.workspace === undefined) await rm(workspace, { recursive: true, force: true })
}

type Mode = (typeof modes)[number]
type Places = Readonly<Record<Mode, readonly number[]>>

/** The place of the first answer of each question in each mode, from 1; infinite if it is not among ten. */
async function placesOfAnswers(folder: string): Promise<Places> {
  const server = await startServerProcess(folder)
  try {
    const placesIn = (mode: Mode) =>
      questions.reduce(
        async (before, question) => [...(await before), await placeOf(server.url, question, mode)],
        Promise.resolve<number[]>([]),
      )
    return { lexical: await placesIn('lexical'), dense: await placesIn('dense'), hybrid: await placesIn('hybrid') }
  } finally {
    server.process.kill('SIGTERM')
    await server.ended
  }
}

async function placeOf(url: string, { question, answers }: Question, mode: Mode): Promise<number> {
  const response = await fetch(new URL('/v1/search', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: question, mode, limit: Math.max(...depths) }),
  })
  if (!response.ok) throw new Error(`"${question}" (${mode}): ${response.status} ${await response.text()}`)
  const { hits } = (await response.json()) as { readonly hits: readonly { readonly id: string }[] }
  const place = hits.findIndex(({ id }) => answers.some(answer => id === answer || id.startsWith(`${answer}#`)))
  return place < 0 ? Infinity : place + 1
}

function report(places: Places): void {
  const shown = (place: number) => (place === Infinity ? '-' : String(place)).padStart(8)
  console.log(`\n${'place of the first answer'.padEnd(60)}${modes.map(mode => mode.padStart(8)).join('')}`)
  for (const [i, { question }] of questions.entries())
    console.log(`${question.padEnd(60)}${modes.map(mode => shown(places[mode][i]!)).join('')}`)
  const answered = (mode: Mode, depth: number) => places[mode].filter(place => place <= depth).length
  for (const depth of depths)
    console.log(
      `${`answered among the first ${depth}, of ${questions.length}`.padEnd(60)}` +
        modes.map(mode => shown(answered(mode, depth))).join(''),
    )
  const behind = depths.filter(
    depth => answered('hybrid', depth) < Math.max(answered('lexical', depth), answered('dense', depth)),
  )
  console.log(
    behind.length === 0
      ? 'Hybrid is at least as good as the better of its parts at 1, 3 and 10.'
      : `Hybrid is behind the better of its parts at ${behind.join(', ')}.`,
  )
  if (behind.length > 0) process.exitCode = 1
}
