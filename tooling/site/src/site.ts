import { globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Application, Converter, type DocumentReflection, type TypeDocOptions } from 'typedoc'
import { brokenLinks } from './broken-links.ts'

/**
 * Builds the documentation as a static site: an API reference from the doc comments of every package, its README, and
 * the pages of `docs/`.
 *
 *     pnpm site          # writes .site/index.html; ends with 1 if a link leads nowhere
 */
const root = join(import.meta.dirname, '../../..')
const output = join(root, '.site')
const documents = ['docs/*.md', 'apps/*/README.md', 'packages/*/docs/*.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']

rmSync(output, { recursive: true, force: true })
const reports = []
for (const folder of globSync('packages/*', { cwd: root }).sort()) reports.push(await describePackage(folder))
await writeSite(reports)
const broken = brokenLinks(output)
for (const { page, link } of broken) console.error(`${page}: the link "${link}" leads nowhere`)
if (broken.length > 0) process.exitCode = 1
else console.log(join(output, 'index.html'))

/** @returns the path of the package's description as JSON. */
async function describePackage(folder: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const entries = Object.values(manifest.exports as Record<string, string | Record<string, string>>)
  const sources = entries.flatMap(entry => (typeof entry === 'object' ? [entry['@towerkit/source']!] : []))
  const file = join(output, '.packages', `${manifest.name.replace('@towerkit/', '')}.json`)
  const app = await Application.bootstrap({
    name: manifest.name,
    entryPoints: sources.map(source => join(root, folder, source)),
    tsconfig: join(root, folder, 'tsconfig.json'),
    readme: join(root, folder, 'README.md'),
    displayBasePath: join(root, folder, 'src'),
    basePath: root,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    disableSources: true,
    logLevel: 'Error',
  })
  const project = await app.convert()
  if (!project || app.logger.hasErrors()) throw new Error(`site: ${folder} could not be read.`)
  await app.generateJson(project, file)
  return file
}

async function writeSite(packages: readonly string[]): Promise<void> {
  const options: TypeDocOptions = {
    name: 'Towerkit',
    entryPoints: [...packages],
    entryPointStrategy: 'merge',
    readme: join(root, 'README.md'),
    projectDocuments: documents.map(pattern => join(root, pattern)),
    out: output,
    basePath: root,
    cleanOutputDir: false,
    disableSources: true,
    hideGenerator: true,
    logLevel: 'Warn',
  }
  const app = await Application.bootstrap(options)
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_: unknown, document: DocumentReflection) => {
    document.name = headingOf(document) ?? document.name
  })
  const project = await app.convert()
  if (!project) throw new Error('site: the packages could not be merged.')
  await app.generateDocs(project, output)
  rmSync(join(output, '.packages'), { recursive: true })
}

/** A page is listed by its first heading, not by the name of its file. */
function headingOf({ content }: DocumentReflection): string | undefined {
  const text = content.map(part => part.text).join('')
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '')
}
