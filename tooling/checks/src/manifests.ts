import type { Files } from './files.ts'
import { packagesOf, type Manifest, type WorkspacePackage } from './workspace.ts'

/** Every public package's package.json has the same shape; all have one version. */
export function manifests(files: Files): string[] {
  const packages = packagesOf(files)
  const all = packages.filter(({ folder }) => folder.startsWith('packages/'))
  const versions = new Set(packages.filter(each => !each.manifest.private).map(({ manifest }) => manifest.version))
  return [
    ...(versions.size > 1 ? [`packages have the versions ${[...versions].join(', ')}; give all one`] : []),
    ...all.flatMap(each => problemsOf(each, files).map(problem => `${each.folder}/package.json: ${problem}`)),
    ...packages.flatMap(({ folder, manifest }) =>
      Object.entries({
        ...(folder.startsWith('packages/') ? {} : manifest.dependencies),
        ...manifest.devDependencies,
      })
        .filter(([, version]) => /^[\^~*><]/.test(version))
        .map(([name, version]) => `${folder}/package.json: ${name} is ${version}; give the exact version`),
    ),
    ...all.flatMap(({ folder, manifest }) =>
      Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })
        .filter(([, version]) => !/^(workspace:)?\^/.test(version))
        .map(([name, version]) => `${folder}/package.json: ${name} is ${version}; give a range (^), which users share`),
    ),
    ...packages
      .filter(({ folder, manifest }) => !folder.startsWith('packages/') && !manifest.private)
      .flatMap(({ folder, manifest }) => programProblems(manifest).map(each => `${folder}/package.json: ${each}`)),
  ]
}

/** What is public outside of `packages` is a program that `npx` runs; it is no library. */
function programProblems({ name, bin, exports, license, description, engines }: Manifest): string[] {
  if (bin === undefined || exports !== undefined) return ['is not private']
  const expected: readonly (readonly [boolean, string])[] = [
    [Object.keys(bin).join() === name, `npx ${name} would not find a program: bin has ${Object.keys(bin).join(', ')}`],
    [license === 'MIT', `the license is ${license}, expected MIT`],
    [(description ?? '') !== '', 'has no description'],
    [/^>=\s*22/.test(engines?.['node'] ?? ''), `engines.node is ${engines?.['node']}, expected >=22`],
  ]
  return expected.filter(([holds]) => !holds).map(([, problem]) => problem)
}

function problemsOf({ folder, manifest }: WorkspacePackage, files: Files): string[] {
  const name = folder.split('/').at(-1)
  const expected: readonly (readonly [boolean, string])[] = [
    [manifest.name === `@towerkit/${name}`, `the name is ${manifest.name}, the folder ${name}`],
    [manifest.private !== true, 'is private'],
    [(manifest.description ?? '') !== '', 'has no description'],
    [manifest.license === 'MIT', `the license is ${manifest.license}, expected MIT`],
    [manifest.type === 'module', 'the type is not module'],
    [manifest.sideEffects === false, 'sideEffects is not false'],
    [(manifest.keywords ?? []).length >= 3, 'keywords has fewer than three words'],
    [/^>=\s*22/.test(manifest.engines?.['node'] ?? ''), `engines.node is ${manifest.engines?.['node']}, expected >=22`],
    [
      ['dist', 'src', '!src/**/*.test.ts'].every(pattern => manifest.files?.includes(pattern)),
      'files does not list dist, src and !src/**/*.test.ts',
    ],
    [manifest.exports?.['./package.json'] === './package.json', 'exports does not list ./package.json'],
    [files.has(`${folder}/README.md`), 'there is no README.md beside it'],
    [
      manifest.scripts?.['test'] === `vitest run --root ../.. ${folder}/src`,
      'the script test does not run its own suite',
    ],
  ]
  const entries = Object.entries(manifest.exports ?? {}).filter(([key]) => key !== './package.json')
  return [
    ...expected.filter(([holds]) => !holds).map(([, problem]) => problem),
    ...(entries.some(([key]) => key === '.') ? [] : ['exports has no "."']),
    ...entries.flatMap(([key, entry]) => entryProblems(key, entry, folder, files)),
  ]
}

function entryProblems(
  key: string,
  entry: string | Readonly<Record<string, string>>,
  folder: string,
  files: Files,
): string[] {
  if (typeof entry === 'string') return [`exports "${key}" is a path; give @towerkit/source, types and default`]
  if (Object.keys(entry).join() !== '@towerkit/source,types,default')
    return [
      `exports "${key}" has ${Object.keys(entry).join(', ')}; give @towerkit/source, types and default, in this order`,
    ]
  const source = entry['@towerkit/source']!
  const built = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '')
  return [
    ...(files.has(`${folder}/${source.slice(2)}`) ? [] : [`exports "${key}" names ${source}, which is not there`]),
    ...(entry['types'] === `${built}.d.ts` && entry['default'] === `${built}.js`
      ? []
      : [`exports "${key}" does not name what ${source} is built to`]),
  ]
}
