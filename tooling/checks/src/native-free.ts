import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Manifest } from './workspace.ts'

type InstalledManifest = Manifest & {
  readonly os?: unknown
  readonly cpu?: unknown
  readonly gypfile?: unknown
  readonly binary?: unknown
}

/**
 * Signs of native code in an installed package and in all that it needs at run time: .node files, platform fields,
 * build files and install scripts. Optional peers are not needed.
 *
 * @param folder Of the package.
 */
export function nativeFree(folder: string): string[] {
  const seen = new Set<string>()
  const visit = (path: string): string[] => {
    const real = realpathSync(path)
    if (seen.has(real)) return []
    seen.add(real)
    const manifest = JSON.parse(readFileSync(join(real, 'package.json'), 'utf8')) as InstalledManifest
    const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
      name => !manifest.peerDependenciesMeta?.[name]?.optional,
    )
    const needed = [...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }), ...peers]
    return [
      ...signsOf(real, manifest),
      ...needed.flatMap(name => {
        const found = find(name, real)
        if (found) return visit(found)
        return manifest.dependencies?.[name] ? [`${manifest.name}: ${name} is not installed`] : []
      }),
    ]
  }
  return visit(folder)
}

function signsOf(folder: string, manifest: InstalledManifest): string[] {
  const scripts = ['preinstall', 'install', 'postinstall'].filter(name => manifest.scripts?.[name])
  const fields = (['os', 'cpu', 'gypfile', 'binary'] as const).filter(name => manifest[name] !== undefined)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    path => !/(^|\/)(node_modules|src)\//.test(path) && /(\.node|binding\.gyp)$/.test(path),
  )
  return [...scripts, ...fields, ...files].map(sign => `${manifest.name}: has ${sign}`)
}

/** Node's own search: `node_modules/name` here or in a folder above. */
function find(name: string, folder: string): string | undefined {
  const path = join(folder, 'node_modules', name)
  if (existsSync(join(path, 'package.json'))) return path
  return dirname(folder) === folder ? undefined : find(name, dirname(folder))
}
