import type { Files } from './files.ts'
import type { SourceFile } from './source-file.ts'
import { entriesOf, isTest, packageName, packagesOf, resolveRelative, type WorkspacePackage } from './workspace.ts'

/** Folders that hold one member a file. */
const memberFolders =
  /^packages\/(graph\/src\/(ops|composites|layers)|losses\/src|training\/src|evaluation\/src\/measures)\/[^/]+\.ts$/

/** An export that declares a member, wherever its folder also holds other files. */
const declaresMember = new RegExp(
  'export (const \\w+: (Op|Loss|Optimizer|Measure|MeasureDefinition)\\b|' +
    'function \\w+\\([^]*?\\): (Loss|Optimizer|Sampler|Schedule|Measure) \\{)',
)

/** Folders of functions, where a file that no index lists may serve its neighbours. */
const functionFolders = /\/(composites|layers)\//

/** Files whose export lists the members of their folder: a test that goes through the list tests them all. */
const lists = ['packages/evaluation/src/measures/known-measures.ts']

/**
 * Every op, composite, layer, loss, optimiser, sampler and measure is exported by its package and named by a test: by
 * one of its own, or by the shared test of its folder, which takes all that the folder's index exports.
 */
export function members(files: Files): string[] {
  return packagesOf(files).flatMap(each => {
    const found = each.sources.filter(isMember)
    if (found.length === 0) return []
    const exported = exportedFiles(each)
    const tested = testedFiles(each, exported)
    return found.flatMap(({ path }) => {
      if (!exported.has(path))
        return functionFolders.test(path)
          ? []
          : [`${path}: is exported by no entry of ${each.manifest.name}; add one line to index.ts`]
      return tested.has(path) ? [] : [`${path}: no test names it; add ${path.replace(/\.ts$/, '.test.ts')}`]
    })
  })
}

/** True for a file that holds one of what the project collects: an op, a loss, a layer ... */
export function isMember({ path, text }: SourceFile): boolean {
  return (
    memberFolders.test(path) &&
    !isTest(path) &&
    !path.endsWith('/index.ts') &&
    (declaresMember.test(text) || functionFolders.test(path))
  )
}

/** Files that the package's entries re-export, by path, with the exported names. */
function exportedFiles({ folder, manifest, sources }: WorkspacePackage): Map<string, Set<string>> {
  const byPath = new Map(sources.map(source => [source.path, source]))
  const found = new Map<string, Set<string>>()
  const visit = (path: string, names: readonly string[] | undefined): void => {
    const source = byPath.get(path)
    if (!source) return
    const own = found.get(path) ?? new Set()
    for (const one of source.exports) if (names === undefined || names.includes(one)) own.add(one)
    if (own.size > 0) found.set(path, own)
    for (const each of source.imports.filter(({ reexport }) => reexport)) {
      const target = resolveRelative(path, each)
      if (target) visit(target, each.names.includes('*') ? names : each.names)
    }
  }
  for (const entry of entriesOf({ folder, manifest })) visit(entry, undefined)
  return found
}

function testedFiles(
  { manifest, sources }: WorkspacePackage,
  exported: ReadonlyMap<string, ReadonlySet<string>>,
): Set<string> {
  const tested = new Set<string>()
  const indexes = new Map(sources.filter(({ path }) => path.endsWith('/index.ts')).map(source => [source.path, source]))
  const viaIndex = (index: SourceFile, names: readonly string[]): void => {
    for (const each of index.imports.filter(({ reexport }) => reexport)) {
      const target = resolveRelative(index.path, each)!
      if (indexes.has(target)) viaIndex(indexes.get(target)!, names)
      else if (names.includes('*') || [...(exported.get(target) ?? [])].some(one => names.includes(one)))
        tested.add(target)
    }
  }
  const name = (path: string): void => {
    tested.add(path)
    if (lists.includes(path))
      for (const each of sources.find(source => source.path === path)?.imports ?? [])
        tested.add(resolveRelative(path, each) ?? '')
  }
  for (const { path, imports } of sources.filter(source => isTest(source.path))) {
    for (const each of imports) {
      const target = resolveRelative(path, each)
      if (target && indexes.has(target)) viaIndex(indexes.get(target)!, each.names)
      else if (target) name(target)
      else if (packageName(each.specifier) === manifest.name) {
        for (const [file, names] of exported)
          if (each.names.includes('*') || each.names.some(one => names.has(one))) name(file)
      }
    }
  }
  return tested
}
