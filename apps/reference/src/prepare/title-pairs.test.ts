import { expect, it } from 'vitest'
import { titlePairs, type GroupedDocument } from './title-pairs.ts'

const text = (subject: string) =>
  `The ${subject} was seen by nobody at all on that long day. Then it rained for a week. After that the ${subject} ` +
  'came back, and everyone saw it.'

it("asks by titles that are a document's own, else by first sentences, and leaves out what names none", () => {
  const documents: GroupedDocument[] = [
    { id: 'own', title: 'A page › A title ', text: text('fox'), group: 'own' },
    { id: 'page-1', title: 'Handbook', text: text('owl'), group: 'handbook' },
    { id: 'page-2', title: 'handbook', text: text('cat'), group: 'handbook' },
    { id: 'untitled', title: '', text: text('dog'), group: 'untitled' },
    { id: 'twin-1', title: '', text: text('rat'), group: 'twin-1' },
    { id: 'twin-2', title: '', text: text('rat'), group: 'twin-2' },
    { id: 'short', title: '', text: 'One sentence.', group: 'short' },
    { id: 'empty', title: 'Empty', text: ' ', group: 'empty' },
  ]
  const { pairs, queries, judged } = titlePairs(documents)
  expect(judged).toBe('bodies')
  const asked = [
    ...pairs.map(pair => ({ ...pair, start: 'start' in pair ? pair.start : -1 })),
    ...queries.map(({ id, text, start = 0 }) => ({ document: id, query: text, start })),
  ]
  expect(asked.map(pair => ['document' in pair && pair.document, pair.query, pair.start]).sort()).toEqual([
    ['own', 'A page A title', 0],
    ['page-1', 'The owl was seen by nobody at all on that long day.', 52],
    ['page-2', 'The cat was seen by nobody at all on that long day.', 52],
    ['untitled', 'The dog was seen by nobody at all on that long day.', 52],
  ])
})
