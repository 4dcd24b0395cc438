import { englishStem } from './english-stem.ts'
import { luceneStopWords } from './lucene-stop-words.ts'

/** What `englishTokens` does beside its default. */
export interface EnglishTokensOptions {
  /**
   * Also gives the parts of identifiers such as `readFileSync` or `HTTPServer2`, after the whole. For source code.
   * Default false.
   */
  readonly splitIdentifiers?: boolean
  /** Words to leave out, in lower case. Default: Lucene's 33 English stop words. */
  readonly stopWords?: ReadonlySet<string>
}

/**
 * Makes a tokenizer for English: words of letters and digits of any script, in lower case, without stop words and the
 * possessive 's, cut to their stems by Porter's algorithm. Scripts that put no spaces between words (Chinese, Japanese,
 * Thai, Lao, Khmer, Burmese) give each two neighbouring characters, so that words within a run are found.
 *
 * @returns a function from a text to its tokens, in order.
 *
 * @example
 * englishTokens()("The dog's running")                             // ['dog', 'run']
 * englishTokens({ splitIdentifiers: true })('readFileSync')        // ['readfilesync', 'read', 'file', 'sync']
 * englishTokens()('北京的天气')                                      // ['北京', '京的', '的天', '天气']
 *
 * @see Porter, An algorithm for suffix stripping, Program 1980
 * @see https://github.com/apache/lucene, EnglishAnalyzer, whose steps these are, and CJKBigramFilter
 */
export function englishTokens(options: EnglishTokensOptions = {}): (text: string) => string[] {
  const { splitIdentifiers = false, stopWords = luceneStopWords } = options
  const stem = englishStem()
  return text => {
    const tokens: string[] = []
    const keep = (word: string) => {
      const lower = word.toLowerCase()
      if (!stopWords.has(lower)) tokens.push(stem(lower))
    }
    const whole = text.normalize('NFC').replace(possessive, '')
    const found = unspaced.test(whole) ? whole.replace(unspacedRuns, pairs) : whole
    for (const [word] of found.matchAll(words)) {
      keep(word)
      if (splitIdentifiers) {
        const parts = word.match(identifierParts) ?? []
        if (parts.length > 1) parts.forEach(keep)
      }
    }
    return tokens
  }
}

const scripts =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\u30fc'
const unspaced = new RegExp(`[${scripts}]`, 'u')
const unspacedRuns = new RegExp(`[${scripts}]+`, 'gu')

/** Each two neighbouring characters, with spaces around. */
function pairs(run: string): string {
  const characters = [...run]
  return ` ${
    characters.length === 1
      ? run
      : characters
          .slice(1)
          .map((next, i) => characters[i]! + next)
          .join(' ')
  } `
}

const words = /[\p{L}\p{N}\p{M}]+/gu
const possessive = /(?<=\p{L})['’\uFF07][sS](?![\p{L}\p{N}])/gu
const identifierParts = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|\p{N}+|[^\p{Lu}\p{Ll}\p{N}]+/gu
