import { parse } from 'yaml'
import type { Files } from './files.ts'
import { packagesOf } from './workspace.ts'

/** Every changeset begins with the packages that it changes and how much, or the release leaves it out or fails. */
export function changesets(files: Files): string[] {
  const packages = new Set(packagesOf(files).map(({ manifest }) => manifest.name))
  return [...files]
    .filter(([path]) => /^\.changeset\/(?!README).*\.md$/.test(path))
    .flatMap(([path, text]) => {
      const front = /^---\n(.*?)\n---\n/s.exec(text)?.[1] ?? ''
      const sizes = Object.entries((parse(front) ?? {}) as Record<string, string>)
      if (sizes.length === 0) return [`${path}: has no front matter that names packages and major, minor or patch`]
      return sizes.flatMap(([name, size]) => {
        if (!packages.has(name)) return [`${path}: names "${name}", which is no package`]
        return ['major', 'minor', 'patch'].includes(size)
          ? []
          : [`${path}: says ${size} of "${name}"; give major, minor or patch`]
      })
    })
}
