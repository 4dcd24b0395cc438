import { stemmer } from 'stemmer'
import { luceneStopWords } from './lucene-stop-words.ts'
import { standardWords } from './standard-words.ts'
import { termTokenizer } from './term-tokenizer.ts'
import type { Tokenizer } from './tokenizer.ts'

/**
 * Makes the tokenizer of Lucene's EnglishAnalyzer, which Anserini and BEIR's published BM25 baselines use: words by the
 * boundaries of Unicode, the possessive 's taken off, lower case, without stop words, cut to their stems by Porter's
 * algorithm.
 *
 * @returns a function from a text to its tokens, in order.
 *
 * @example
 * luceneEnglish()("The dog's running at 0.5 m/s") // ['dog', 'run', '0.5', 'm', 's']
 *
 * @see https://github.com/apache/lucene, EnglishAnalyzer
 */
export function luceneEnglish(): Tokenizer {
  return termTokenizer({
    split: text => standardWords(text).map(word => word.replace(possessive, '')),
    fold: word => word.toLowerCase(),
    stem: word => (word.length > 2 ? stemmer(word) : word),
    stopWords: luceneStopWords,
  })
}

const possessive = /['\u2019\uFF07][sS]$/
