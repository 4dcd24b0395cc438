/** What a reranker reads of a passage. */
export function rerankedText(title: string, passage: string): string {
  return `${title}\n${passage}`
}
