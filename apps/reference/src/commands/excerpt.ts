import { englishTokens } from '@towerkit/retrieval'

const tokens = englishTokens({ splitIdentifiers: true })
/** Share of the excerpt that may come before the first word of the query. */
const before = 0.25

/**
 * The part of a text, in one line, that holds the most different words of a query; the first of those that hold as
 * many.
 */
export function excerpt(text: string, query: string, length = 160): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= length) return line
  const wanted = new Set(tokens(query))
  const found = [...line.matchAll(/\S+/g)].flatMap(({ 0: word, index }) =>
    tokens(word)
      .filter(token => wanted.has(token))
      .map(token => ({ token, index })),
  )
  const reach = length * (1 - before)
  const held = (start: number) =>
    new Set(found.filter(({ index }) => index >= start && index < start + reach).map(({ token }) => token)).size
  let best = { index: 0, held: 0 }
  for (const { index } of found) if (held(index) > best.held) best = { index, held: held(index) }
  // From the beginning of a word on, and not further than the end allows.
  const earliest = Math.min(Math.max(0, Math.floor(best.index - length * before)), line.length - length)
  const start = earliest === 0 ? 0 : line.indexOf(' ', earliest) + 1
  const cut = line.slice(start, start + length)
  return `${start > 0 ? '… ' : ''}${cut}${start + length < line.length ? ' …' : ''}`
}
