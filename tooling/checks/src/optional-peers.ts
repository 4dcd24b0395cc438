import { isBuiltin } from 'node:module'
import type { Files } from './files.ts'
import { isTest, packageName, packagesOf } from './workspace.ts'

/**
 * A package that is imported on first use is a dependency or an optional peer; an optional peer is imported in no other
 * way.
 */
export function optionalPeers(files: Files): string[] {
  return packagesOf(files).flatMap(({ folder, manifest, sources, published }) => {
    const peers = Object.keys(manifest.peerDependencies ?? {})
    const optional = new Set(peers.filter(name => manifest.peerDependenciesMeta?.[name]?.optional))
    return sources
      .filter(({ path }) => published.has(path) && !isTest(path))
      .flatMap(({ path, imports }) =>
        imports.flatMap(({ specifier, dynamic, typeOnly }) => {
          if (/^[.#]/.test(specifier) || isBuiltin(specifier)) return []
          const name = packageName(specifier)
          if (dynamic && !(name in (manifest.dependencies ?? {})) && !optional.has(name))
            return [`${path}: imports "${name}" on first use; declare it in ${folder}/package.json as an optional peer`]
          return !dynamic && !typeOnly && optional.has(name)
            ? [`${path}: needs the optional peer "${name}" at once; import it on first use`]
            : []
        }),
      )
  })
}
