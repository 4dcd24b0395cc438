/**
 * Finds the texts that nearly repeat one of the reference texts: their sets of neighbouring word pairs overlap by at
 * least `threshold` (Jaccard, `|A ∩ B| / |A ∪ B|`).
 *
 * @returns Positions in `texts`.
 */
export function nearDuplicates(
  texts: readonly string[],
  references: readonly string[],
  threshold: number,
): Set<number> {
  const sizes: number[] = []
  const holders = new Map<string, number[]>()
  for (const [reference, text] of references.entries()) {
    const pairs = wordPairs(text)
    sizes.push(pairs.size)
    for (const pair of pairs) {
      const list = holders.get(pair)
      if (list === undefined) holders.set(pair, [reference])
      else list.push(reference)
    }
  }
  const found = new Set<number>()
  for (const [position, text] of texts.entries()) {
    const pairs = wordPairs(text)
    const shared = new Map<number, number>()
    for (const pair of pairs)
      for (const reference of holders.get(pair) ?? []) shared.set(reference, (shared.get(reference) ?? 0) + 1)
    for (const [reference, count] of shared) {
      if (count / (pairs.size + sizes[reference]! - count) < threshold) continue
      found.add(position)
      break
    }
  }
  return found
}

function wordPairs(text: string) {
  const words = text.match(/[\p{L}\p{M}]+/gu) ?? []
  return new Set(words.map((word, index) => `${word} ${words[index + 1] ?? ''}`))
}
