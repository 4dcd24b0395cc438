import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { runCommandLine } from '../run-command-line.ts'

/** What Node runs as `towerkit`. */
export const towerkit: readonly string[] = [
  '--conditions=@towerkit/source',
  new URL('../main.ts', import.meta.url).pathname,
]

/** Runs a command to its end, in a process of its own. */
export function run(...parameters: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...towerkit, ...parameters], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** A folder that is removed when the test ends. */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-main-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export const subjects = ['cat', 'dog', 'heron', 'horse', 'spider', 'salmon', 'beetle', 'falcon', 'lizard', 'badger']
const verbs = ['eats', 'sleeps', 'hunts', 'hides', 'builds', 'swims']

/** Some Markdown files whose headings ask for what is under them. */
export async function writeDocuments(folder: string) {
  await mkdir(folder)
  for (const subject of subjects) {
    const sections = verbs.map(
      verb =>
        `## Where the ${subject} ${verb}\n\nThe ${subject} ${verb} in the ${subject} place. There it is warm, and ` +
        'nobody comes.\n',
    )
    await writeFile(join(folder, `${subject}.md`), `# All about the ${subject}\n\n${sections.join('\n')}`)
  }
}

/** Runs a command in this process, which takes less time than one of its own. */
export async function called(...parameters: string[]) {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    const spy = vi.spyOn(process[name], 'write').mockImplementation(text => {
      written[name] += String(text)
      return true
    })
    onTestFinished(() => spy.mockRestore())
  }
  return { status: await runCommandLine(parameters), ...written }
}
