import type { Files } from './files.ts'
import { packageName, packagesOf } from './workspace.ts'

/** Layers that each layer may import. A domain package never imports another domain package. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  engine: ['core', 'engine'],
  domain: ['core', 'engine'],
  app: ['core', 'engine', 'domain'],
  tooling: [],
}

/** Who imports whom: every import of a workspace package, tests included, goes down the layers. */
export function layering(files: Files): string[] {
  const packages = packagesOf(files)
  const layers = new Map(packages.map(({ manifest, layer }) => [manifest.name, layer]))
  return packages.flatMap(({ folder, manifest, layer, sources }) => {
    if (layer === undefined || !(layer in allowed))
      return [`${folder}/turbo.json: the tag is ${layer}; give one of ${Object.keys(allowed).join(', ')}`]
    return sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier }) => {
        const name = packageName(specifier)
        if (!layers.has(name) || name === manifest.name || allowed[layer]!.includes(layers.get(name)!)) return []
        return [`${path}: a ${layer} package imports ${name} (${layers.get(name)})`]
      }),
    )
  })
}
