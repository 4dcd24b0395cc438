import { expect, it } from 'vitest'
import { bm25 } from '@towerkit/retrieval'
import { languageTokens } from '@towerkit/retrieval/languages'
import { languageWords, type Language } from './language-words.ts'

// Stems by snowballstemmer 3.0 (Python), folded.
it.each([
  ['de', 'die Häuser der Straße', ['haus', 'strass']],
  ['fr', 'les chevaux et les continuations', ['cheval', 'continu']],
  ['es', 'las educaciones', ['educ']],
  ['it', 'i divani', ['divan']],
  ['pt', 'as canções', ['canco']],
  ['nl', 'de huizen', ['huiz']],
  ['sv', 'flickorna', ['flick']],
  ['fi', 'taloissa', ['talo']],
  ['ru', 'дома и книги', ['дом', 'книг']],
  ['tr', 'kitaplar', ['kitap']],
  ['en', "the dog's running", ['dog', 'run']],
  ['none', 'The Dogs', ['the', 'dogs']],
] as const)('cuts %s: %j', (language, text, terms) => {
  expect(languageTokens({ language })(text)).toEqual(terms)
})

it.each(Object.keys(languageWords) as Language[])(
  'gives a term for every word of %s that is no stop word',
  language => {
    const { stopWords } = languageWords[language]
    expect(stopWords.size).toBeGreaterThan(20)
    const text = 'Größe ίσα été дом केला 42 x succes'
    for (const word of languageTokens({ language }).words(text)) expect(word.term).not.toBe('')
  },
)

it('finds across accents even where a stemmer needs them', () => {
  const index = bm25(
    [
      { id: 'one', text: 'la educación pública' },
      { id: 'many', text: 'las educaciones' },
    ],
    { tokenize: languageTokens({ language: 'es' }) },
  )
  for (const query of ['educación', 'educacion', 'educaciones', 'EDUCACION'])
    expect(
      index
        .search(query, 5)
        .map(({ key }) => key)
        .toSorted(),
      query,
    ).toEqual(['many', 'one'])
})

it('detects the language of each document, and looks for the words of a query in all of them', () => {
  const index = bm25(
    [
      { id: 'de', text: 'Die Häuser der Stadt liegen an der großen Straße, die nach Norden führt.' },
      { id: 'fr', text: 'Les chevaux courent dans la prairie et les enfants jouent dans le jardin.' },
      { id: 'en', text: 'The children were running through the houses while their parents slept.' },
      { id: 'short', text: 'Running' },
    ],
    { tokenize: languageTokens({ language: 'detect', languages: ['de', 'fr', 'en'] }) },
  )
  const keys = (query: string) =>
    index
      .search(query, 5)
      .map(({ key }) => key)
      .toSorted()
  expect(keys('Haus')).toEqual(['de'])
  expect(keys('cheval')).toEqual(['fr'])
  expect(keys('house')).toEqual(['en'])
  expect(keys('running')).toEqual(['en', 'short'])
  expect(keys('die the les')).toEqual([])
})

it.each([{ language: 'german' }, { language: 'detect', languages: ['klingon'] }, { language: 'constructor' }])(
  'refuses %j',
  options => {
    expect(() => languageTokens(options as object)).toThrow(expect.objectContaining({ code: 'argument' }))
  },
)
