import { posix } from 'node:path'
import type { Files } from './files.ts'
import { isMember } from './members.ts'
import { isTest, packagesOf } from './workspace.ts'

/** Names that say nothing: what such a file holds belongs to what it is about. */
const forbidden = /^(utils?|common|shared|helpers?|misc)$/

/**
 * Every source file is kebab-case. A member (an op, a loss, a layer ...) has the name of one of its exports; any other
 * file has a word in common with one. A file without exports is an entry point and may have any name.
 */
export function fileNames(files: Files): string[] {
  const vague = [...files.keys()].filter(path =>
    path.split('/').some(part => forbidden.test(part.replace(/\..*$/, ''))),
  )
  const wrong = packagesOf(files)
    .flatMap(each => each.sources)
    .flatMap(source => {
      const { path, exports } = source
      const stem = posix.basename(path).replace(/(\.test)?\.ts$/, '')
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) return [`${path}: is not kebab-case`]
      if (isTest(path) || stem === 'index' || exports.length === 0) return []
      const fits = isMember(source)
        ? exports.some(name => name.toLowerCase() === stem.replaceAll('-', ''))
        : exports.some(name => shareWord(stem, name))
      return fits ? [] : [`${path}: is not named after what it exports (${exports.join(', ')})`]
    })
  return [
    ...vague.map(path => `${path}: utils, common, shared, helpers and misc say nothing; name it after what it holds`),
    ...wrong,
  ]
}

/** True if a word of the file's name begins as a word of the exported one: `reduction` and `reducedShape`. */
function shareWord(stem: string, name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _]/)
  return (
    stem.replaceAll('-', '') === name.toLowerCase() ||
    stem.split('-').some(part => part.length > 2 && words.some(word => word.startsWith(part.slice(0, 4))))
  )
}
