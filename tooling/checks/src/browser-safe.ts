import { isBuiltin } from 'node:module'
import type { Files } from './files.ts'
import type { SourceFile } from './source-file.ts'
import { entriesOf, packagesOf, reachable, resolveRelative, type WorkspacePackage } from './workspace.ts'

/** Packages that run in a browser. */
export const browserPackages = [
  '@towerkit/core',
  '@towerkit/graph',
  '@towerkit/losses',
  '@towerkit/retrieval',
  '@towerkit/evaluation',
  '@towerkit/indices',
]

/** Entries that run in a browser, of packages whose other entries need Node. */
export const browserEntries = ['@towerkit/backbones/tokenizer']

/** The entries of these packages that are for Node only. */
const nodeOnly = new Set([
  'packages/core/src/worker-thread.ts',
  'packages/core/src/write-file-atomically.ts',
  'packages/indices/src/runtime.ts',
  'packages/indices/src/usearch.ts',
])

/** What users reach of the browser packages and entries imports nothing of Node, the entries for Node apart. */
export function browserSafe(files: Files): string[] {
  return packagesOf(files).flatMap(each => {
    const { name } = each.manifest
    const entries = browserPackages.includes(name)
      ? entriesOf(each).filter(path => !nodeOnly.has(path))
      : browserEntries
          .filter(entry => entry.startsWith(`${name}/`))
          .flatMap(entry => entriesOf(each, `.${entry.slice(name.length)}`))
    const sources = asInBrowser(each)
    const published = reachable(sources, entries)
    return sources
      .filter(({ path }) => published.has(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ specifier }) => isBuiltin(specifier))
          .map(({ specifier }) => `${path}: imports ${specifier}, which a browser has not`),
      )
  })
}

/**
 * The sources without types, with what a browser gets for the package's own imports (`#name` is then name-browser.ts).
 */
function asInBrowser({ sources }: WorkspacePackage): readonly SourceFile[] {
  const paths = new Set(sources.map(({ path }) => path))
  return sources.map(source => ({
    ...source,
    imports: source.imports
      .filter(({ typeOnly }) => !typeOnly)
      .map(each => {
        const other = { ...each, specifier: `${each.specifier}-browser` }
        return each.specifier.startsWith('#') && paths.has(resolveRelative(source.path, other)!) ? other : each
      }),
  }))
}
