import type { Files } from './files.ts'
import { isTest, packagesOf, reachable } from './workspace.ts'

/** Every source file of a package is reached from an entry, or from a test: nothing lies about that nobody uses. */
export function usedFiles(files: Files): string[] {
  return packagesOf(files)
    .filter(({ folder }) => folder.startsWith('packages/'))
    .flatMap(({ sources, published }) => {
      const tested = reachable(sources, sources.map(({ path }) => path).filter(isTest))
      // Scripts that make golden files are run by hand, and say so by lying in a golden folder.
      return sources
        .map(({ path }) => path)
        .filter(path => !published.has(path) && !tested.has(path) && !/\/_*golden_*\//.test(path))
        .map(path => `${path}: neither an entry nor a test reaches it; export it or remove it`)
    })
}
