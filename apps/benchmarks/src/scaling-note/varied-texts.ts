import { seededRandom } from '@towerkit/core'

/** Words of a query that are kept before it is varied: what no tower reads is in vain. */
const longest = 28
/** Share of the words that are exchanged. */
const exchanged = 0.25

/**
 * Texts without answers to distil with, made of queries and documents: of each query some where a quarter of the words is exchanged for words of documents and of
 * other queries, and as many that are half a query and half a document. A teacher has a vector for any text, so that a student can see words in more company
 * than they have in the queries.
 */
export function variedTexts(queries: readonly string[], documents: readonly string[], { each, seed }: { readonly each: number; readonly seed: number }): string[] {
  const random = seededRandom(seed)
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!
  const wordsOf = (text: string) => text.split(' ').slice(0, longest)
  const documentWords = documents.flatMap(text => text.split(' ')).filter(word => word.length > 2)
  const otherWord = () => random() < 0.5 ? pick(documentWords) : pick(wordsOf(pick(queries)))
  return Array.from({ length: each }, () => queries.flatMap(query => {
    const words = wordsOf(query)
    const [middle, document] = [Math.ceil(words.length / 2), wordsOf(pick(documents)).slice(0, 8)]
    const crossed = random() < 0.5 ? [...words.slice(0, middle), ...document] : [...document, ...words.slice(middle)]
    return [words.map(word => random() < exchanged ? otherWord() : word).join(' '), crossed.join(' ')]
  })).flat()
}
