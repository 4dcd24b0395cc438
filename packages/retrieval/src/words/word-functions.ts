import type { QueryWord, Tokenizer, Word } from './tokenizer.ts'

/** The words of documents and of queries by a tokenizer; a plain function's terms are the words themselves. */
export function wordFunctions(tokenize: Tokenizer | ((text: string) => readonly string[])): {
  readonly wordsOf: (text: string) => readonly Word[]
  readonly queryWordsOf: (text: string) => readonly QueryWord[]
} {
  const wordsOf = (text: string): readonly Word[] =>
    'words' in tokenize ? tokenize.words(text) : tokenize(text).map(term => ({ text: term, term }))
  const queryWordsOf = (text: string): readonly QueryWord[] =>
    'queryWords' in tokenize && tokenize.queryWords !== undefined
      ? tokenize.queryWords(text)
      : wordsOf(text).map(word => ({ text: word.text, terms: word.term === undefined ? [] : [word.term] }))
  return { wordsOf, queryWordsOf }
}
