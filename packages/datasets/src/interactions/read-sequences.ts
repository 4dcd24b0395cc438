import { DataError, requireKnownOptions } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { textLines } from '../text-lines.ts'
import type { InteractionSequence } from './interaction.ts'

/**
 * Reads sequences: a line for each user, `user item item ...`, the items in the order in which they were had. The files
 * that S3-Rec and its successors are evaluated on are of this form.
 *
 * @param path UTF-8, gzip-compressed if it ends in `.gz`; empty lines are skipped.
 * @throws {DataError} naming file and line, for a user without items or with a line before, or a file that cannot be
 *   read.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { user, items } of readSequences('Sports_and_Outdoors.txt')) console.log(user, items.at(-1))
 *
 * @see Zhou et al., S3-Rec, CIKM 2020, https://arxiv.org/abs/2008.07873
 */
export async function* readSequences(path: string, options: ReadOptions = {}): AsyncGenerator<InteractionSequence> {
  requireKnownOptions('readSequences', options, { signal: true })
  const seen = new Set<string>()
  for await (const { line, text } of textLines('readSequences', path, options)) {
    const [user, ...items] = text.split(/\s+/).filter(word => word !== '')
    if (user === undefined) continue
    const wrong = (fact: string) =>
      new DataError(`readSequences: line ${line} of "${path}" ${fact}. Correct the line.`, { path, line, user })
    if (items.length === 0) throw wrong(`has the user "${user}" without items`)
    if (seen.has(user)) throw wrong(`has the user "${user}" of an earlier line`)
    seen.add(user)
    yield { user, items }
  }
}
