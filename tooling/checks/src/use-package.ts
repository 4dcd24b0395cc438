import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installAlone } from './install-alone.ts'
import type { Tarball } from './tarball.ts'
import type { Manifest } from './workspace.ts'

/** What a package is used with. */
export interface UseOptions {
  /** Of every public package, by name. */
  readonly tarballs: ReadonlyMap<string, Tarball>
  readonly nodes: Readonly<Record<string, string>>
  readonly data: Readonly<Record<string, Uint8Array>>
}

/** What came of it. */
export interface PackageUse {
  readonly problems: readonly string[]
  /** Bytes of a clean install of the package: what `npm install` brings, without optional peers. */
  readonly bytes: number
}

/**
 * Uses a package as users would: alone in an empty project, and, where it has optional peers, beside the lowest and the
 * highest versions that it allows, with the lowest and the highest of its dependencies.
 *
 * @param name Of the package. `smoke/<name>.ts` uses it alone, `smoke/peers/<name>.ts` with its peers (default: the
 *   same program).
 */
export function usePackage(name: string, { tarballs, nodes, data }: UseOptions): PackageUse {
  const short = name.split('/').at(-1)
  const program = join(import.meta.dirname, 'smoke', `${short}.ts`)
  if (!existsSync(program))
    return { problems: [`there is no tooling/checks/src/smoke/${short}.ts that uses it`], bytes: 0 }
  const alone = installAlone({ tarballs: paths(needed([name], tarballs), tarballs), program, data, nodes })

  const { dependencies = {}, peerDependencies = {} } = manifestOf(name, tarballs)
  const isOurs = ([each]: readonly [string, string]) => tarballs.has(each)
  const peers = Object.entries(peerDependencies)
  const foreignPeers = peers.filter(each => !isOurs(each))
  // A dependency with an exact version has no other end to try.
  const foreign = Object.entries(dependencies).filter(each => !isOurs(each) && each[1].startsWith('^'))
  if (peers.length === 0 && foreign.length === 0) return alone
  const withPeers = join(import.meta.dirname, 'smoke/peers', `${short}.ts`)
  const ends = { lowest: lowestOf, highest: (range: string) => range }
  const problems = Object.entries(ends).flatMap(([end, versionOf]) => {
    const at = (entries: readonly (readonly [string, string])[]) =>
      Object.fromEntries(entries.map(([each, range]) => [each, versionOf(range)]))
    const installed = installAlone({
      tarballs: paths(needed([name, ...peers.filter(isOurs).map(([each]) => each)], tarballs), tarballs),
      others: at(foreignPeers),
      overrides: end === 'lowest' ? at(foreign) : {},
      program: existsSync(withPeers) ? withPeers : program,
      data,
      nodes: Object.fromEntries(Object.entries(nodes).slice(-1)),
    })
    return installed.problems.map(problem => `with the ${end} versions allowed: ${problem}`)
  })
  return { ...alone, problems: [...alone.problems, ...problems] }
}

/** The lowest version of a range that begins with ^. */
function lowestOf(range: string): string {
  return range.replace(/^\^/, '')
}

function manifestOf(name: string, tarballs: UseOptions['tarballs']): Manifest {
  return JSON.parse(tarballs.get(name)!.files.get('package.json')!) as Manifest
}

/** These packages and those of ours that they need at run time. */
function needed(names: readonly string[], tarballs: UseOptions['tarballs']): readonly string[] {
  const below = names.flatMap(name => {
    const ours = Object.keys(manifestOf(name, tarballs).dependencies ?? {}).filter(each => tarballs.has(each))
    return ours.length === 0 ? [] : needed(ours, tarballs)
  })
  return [...new Set([...names, ...below])]
}

function paths(names: readonly string[], tarballs: UseOptions['tarballs']): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map(each => [each, tarballs.get(each)!.path]))
}
