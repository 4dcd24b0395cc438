import { englishTokens } from '@towerkit/retrieval'
import type { NumberedDocument } from '../store/document-row.ts'

const tokens = englishTokens({ splitIdentifiers: true })

/**
 * The passage of a document to show: the one asked for, or else the first that shares the most different words with the
 * query.
 */
export function bestPassage({ text, passages }: NumberedDocument, query: string, ordinal: number | undefined): string {
  const [start, end] = passages[ordinal ?? mostShared(text, passages, query)] ?? [0, text.length]
  return text.slice(start, end)
}

function mostShared(text: string, passages: NumberedDocument['passages'], query: string): number {
  if (passages.length < 2) return 0
  const wanted = new Set(tokens(query))
  const shared = passages.map(
    ([start, end]) => new Set(tokens(text.slice(start, end)).filter(token => wanted.has(token))).size,
  )
  return shared.indexOf(Math.max(...shared))
}
