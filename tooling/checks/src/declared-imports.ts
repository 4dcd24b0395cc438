import { isBuiltin } from 'node:module'
import type { Files } from './files.ts'
import { isTest, packageName, packagesOf, resolveRelative } from './workspace.ts'

/**
 * Every imported package is declared: in `dependencies` or `peerDependencies` for what users reach, also in
 * `devDependencies` for tests and the files that only they import. Every relative import stays in its package's src and
 * names a file that is there.
 */
export function declaredImports(files: Files): string[] {
  return packagesOf(files).flatMap(({ folder, manifest, sources, published }) => {
    const forUsers = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }
    const forTests = { ...forUsers, ...manifest.devDependencies, [manifest.name]: '' }
    return sources.flatMap(source =>
      source.imports.flatMap(each => {
        const target = resolveRelative(source.path, each)
        if (target !== undefined) {
          if (!target.endsWith('.ts')) return []
          if (!target.startsWith(`${folder}/src/`))
            return [`${source.path}: "${each.specifier}" leaves the package; import it by its package name`]
          return files.has(target) ? [] : [`${source.path}: there is no ${target}`]
        }
        if (isBuiltin(each.specifier))
          return each.specifier.startsWith('node:')
            ? []
            : [`${source.path}: "${each.specifier}" is Node's; write "node:${each.specifier}"`]
        const name = packageName(each.specifier)
        const declared = published.has(source.path) && !isTest(source.path) ? forUsers : forTests
        return name in declared ? [] : [`${source.path}: "${name}" is not declared in ${folder}/package.json`]
      }),
    )
  })
}
