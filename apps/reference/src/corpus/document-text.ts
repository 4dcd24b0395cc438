import type { ApiItem } from './api-item.ts'
import { splitIdentifiers } from './split-identifiers.ts'

/**
 * The text of an item that is searched: qualified name, kind, then the words of the signature. No word of the comment.
 *
 * Punctuation goes, because a tokenizer spends a token on each mark; the own name stands once.
 *
 * @example
 * documentText(item) // 'fs . watch function filename path like listener watch listener string fs watcher'
 */
export function documentText({ name, kind, signature }: ApiItem): string {
  const ownName = name.slice(name.lastIndexOf('.') + 1)
  const words = signature
    .replace(/[^\p{L}\p{M}\p{N}_$]+/gu, ' ')
    .split(' ')
    .filter(word => word !== ownName && word !== kind)
    .join(' ')
  return splitIdentifiers(`${name} ${kind} ${words}`)
}
