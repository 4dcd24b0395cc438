import { posix } from 'node:path'

/**
 * What is wrong with the content of a package's tarball: tests or unused sources in it, source maps that point nowhere,
 * licence or README missing, versions of other packages that no registry knows.
 *
 * @param files Text by path in the package.
 * @param published Source paths in the package (`src/...`) that its entries reach.
 */
export function tarballProblems(files: ReadonlyMap<string, string>, published: ReadonlySet<string>): string[] {
  const missing = ['LICENSE', 'README.md', 'package.json']
    .filter(path => !files.has(path))
    .map(path => `${path} is missing`)
  const needless = [...files.keys()]
    .filter(path => path.startsWith('src/') && !published.has(path))
    .map(path => `${path} is not reached from an entry; leave it out in "files"`)
  const maps = [...files]
    .filter(([path]) => path.endsWith('.map'))
    .flatMap(([path, text]) => lostSources(path, text, files))
  const mentions = [...files]
    .filter(([path]) => path.endsWith('.js'))
    .flatMap(([path, text]) => {
      const map = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(text)?.[1]
      return map === undefined || files.has(posix.join(posix.dirname(path), map))
        ? []
        : [`${path} names the source map ${map}, which is not there`]
    })
  const { dependencies = {} } = JSON.parse(files.get('package.json') ?? '{}') as {
    dependencies?: Record<string, string>
  }
  const unresolved = Object.entries(dependencies)
    .filter(([, version]) => !/^(npm:[\w@/.-]+@)?\^?\d/.test(version))
    .map(([name, version]) => `package.json needs ${name} at "${version}", which no registry knows`)
  return [...missing, ...needless, ...maps, ...mentions, ...unresolved]
}

function lostSources(path: string, text: string, files: ReadonlyMap<string, string>): string[] {
  const { sources, sourceRoot = '' } = JSON.parse(text) as { sources: string[]; sourceRoot?: string }
  const targets = sources.map(source => posix.join(posix.dirname(path), sourceRoot, source))
  return targets.filter(target => !files.has(target)).map(target => `${path} points to ${target}, which is not there`)
}
