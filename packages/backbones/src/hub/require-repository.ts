import { ArgumentError } from '@towerkit/core'
import { commitPattern } from './model-cache.ts'

/** @throws {ArgumentError} unless they are the name of a repository and a revision of it. */
export function requireRepository(name: string, revision: string): void {
  const isName =
    typeof name === 'string' && /^[\w.-]{1,96}(\/[\w.-]{1,96})?$/.test(name) && !/(^|\/)\.{1,2}($|\/)|--/.test(name)
  if (!isName)
    throw new ArgumentError(`downloadModel: "${name}" is no name of a model. Give org/name, as on the hub.`, { name })
  const isRevision =
    commitPattern.test(revision) ||
    (/^[\w.\-/+]{1,200}$/.test(revision) && revision.split('/').every(part => !/^\.{0,2}$/.test(part)))
  if (!isRevision)
    throw new ArgumentError(`downloadModel: "${revision}" is no revision. Give a branch, a tag or a commit.`, {
      revision,
    })
}
