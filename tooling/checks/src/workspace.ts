import { posix } from 'node:path'
import type { Files } from './files.ts'
import { parseSource, type Import, type SourceFile } from './source-file.ts'

/** The parts of a package.json that the checks read. */
export interface Manifest {
  readonly name: string
  readonly version?: string
  readonly private?: boolean
  readonly license?: string
  readonly type?: string
  readonly description?: string
  readonly sideEffects?: boolean
  readonly keywords?: readonly string[]
  readonly engines?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** One package of the workspace with its parsed sources. */
export interface WorkspacePackage {
  readonly folder: string
  readonly manifest: Manifest
  /** Its layer: the tag of its turbo.json. */
  readonly layer: string | undefined
  readonly sources: readonly SourceFile[]
  /** Paths that a user can reach: the entries and all that they import. */
  readonly published: ReadonlySet<string>
}

/** Every package of the workspace; the same list for the same files. */
export function packagesOf(files: Files): readonly WorkspacePackage[] {
  const known = parsed.get(files)
  if (known) return known
  const manifests = [...files.keys()].filter(path => /^(packages|apps|tooling)\/[^/]+\/package\.json$/.test(path))
  const packages = manifests.map(path => {
    const folder = posix.dirname(path)
    const manifest = JSON.parse(files.get(path)!) as Manifest
    const tags = JSON.parse(files.get(`${folder}/turbo.json`) ?? '{}').tags as string[] | undefined
    const sources = [...files]
      .filter(([file]) => file.startsWith(`${folder}/src/`) && file.endsWith('.ts'))
      .map(([file, text]) => parseSource(file, text))
    return {
      folder,
      manifest,
      layer: tags?.[0],
      sources,
      published: reachable(sources, entriesOf({ folder, manifest })),
    }
  })
  parsed.set(files, packages)
  return packages
}

const parsed = new WeakMap<Files, readonly WorkspacePackage[]>()

/** Source paths of a package's public entries, or of the one that is named, such as `./testing`. */
export function entriesOf(
  { folder, manifest }: Pick<WorkspacePackage, 'folder' | 'manifest'>,
  only?: string,
): string[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([name, entry]) =>
    (only === undefined || name === only) && typeof entry === 'object' && entry['@towerkit/source']
      ? [posix.join(folder, entry['@towerkit/source'])]
      : [],
  )
}

/** Path that a relative import names, or one of the package's own imports (`#name` is src/name.ts); else undefined. */
export function resolveRelative(path: string, { specifier }: Import): string | undefined {
  if (specifier.startsWith('#')) return `${path.split('/').slice(0, 2).join('/')}/src/${specifier.slice(1)}.ts`
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined
}

/** Name of the package that a specifier names: `@scope/name/entry` is `@scope/name`. */
export function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** True for tests, which may import what a user may not. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts')
}

/** Paths that are imported from `starts`, directly or not, with the starts. */
export function reachable(sources: readonly SourceFile[], starts: readonly string[]): Set<string> {
  const byPath = new Map(sources.map(source => [source.path, source]))
  const seen = new Set<string>()
  const visit = (path: string): void => {
    const source = byPath.get(path)
    if (!source || seen.has(path)) return
    seen.add(path)
    for (const each of source.imports) {
      const target = resolveRelative(path, each)
      if (target) visit(target)
      // What a browser gets in place of it.
      if (target && each.specifier.startsWith('#')) visit(target.replace(/\.ts$/, '-browser.ts'))
    }
    // Files that are started by their URL (workers) belong to whoever names them.
    for (const [, target] of source.text.matchAll(
      /(?:new URL|workerThread\b)[^]{0,120}?['"`](\.{1,2}\/[^'"`]+\.ts)['"`]/g,
    ))
      visit(posix.join(posix.dirname(path), target!))
  }
  starts.forEach(visit)
  return seen
}
