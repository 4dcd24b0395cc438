import type { NumberedDocument } from '../store/document-row.ts'

/** How `bestPassage` chooses. */
export interface BestPassageOptions {
  /** The passage that is asked for. */
  readonly ordinal: number | undefined
  readonly tokens: (text: string) => readonly string[]
}

/**
 * The passage of a document to show: the one asked for, or else the first that shares the most different words with the
 * query.
 */
export function bestPassage(
  { text, passages }: NumberedDocument,
  query: string,
  { ordinal, tokens }: BestPassageOptions,
): string {
  const [start, end] = passages[ordinal ?? mostShared()] ?? [0, text.length]
  return text.slice(start, end)

  function mostShared(): number {
    if (passages.length < 2) return 0
    const wanted = new Set(tokens(query))
    const shared = passages.map(
      ([start, end]) => new Set(tokens(text.slice(start, end)).filter(token => wanted.has(token))).size,
    )
    return shared.indexOf(Math.max(...shared))
  }
}
