import { englishStem } from './english-stem.ts'
import { luceneStopWords } from './lucene-stop-words.ts'
import { standardWords } from './standard-words.ts'

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
export function luceneEnglish(): (text: string) => string[] {
  const stem = englishStem()
  return text => {
    const tokens: string[] = []
    for (const word of standardWords(text)) {
      const lower = word.replace(possessive, '').toLowerCase()
      if (!luceneStopWords.has(lower)) tokens.push(lower.length > 2 ? stem(lower) : lower)
    }
    return tokens
  }
}

const possessive = /['\u2019\uFF07][sS]$/
