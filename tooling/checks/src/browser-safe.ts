import { isBuiltin } from 'node:module'
import type { Files } from './files.ts'
import { packagesOf } from './workspace.ts'

/** Packages that run in a browser. */
export const browserPackages = [
  '@towerkit/core',
  '@towerkit/graph',
  '@towerkit/losses',
  '@towerkit/retrieval',
  '@towerkit/evaluation',
]

/** The entries of these packages that are for Node only. */
const nodeOnly = new Set(['packages/core/src/worker-thread.ts'])

/** What users reach of the browser packages imports nothing of Node, the entries for Node apart. */
export function browserSafe(files: Files): string[] {
  return packagesOf(files)
    .filter(({ manifest }) => browserPackages.includes(manifest.name))
    .flatMap(({ sources, published }) =>
      sources
        .filter(({ path }) => published.has(path) && !nodeOnly.has(path))
        .flatMap(({ path, imports }) =>
          imports
            .filter(({ specifier }) => isBuiltin(specifier))
            .map(({ specifier }) => `${path}: imports ${specifier}, which a browser has not`),
        ),
    )
}
