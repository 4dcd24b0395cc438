import type { Tokenizer } from '../words/tokenizer.ts'

/** How BM25 scores. */
export interface Bm25Options {
  /** How fast repeated terms stop adding. At least 0; default 1.2 as in Lucene. BEIR's published baselines use 0.9. */
  readonly k1?: number
  /**
   * How much long documents pay for their length, from 0 to 1. Default 0.75 as in Lucene. BEIR's published baselines
   * use 0.4.
   */
  readonly b?: number
  /**
   * Cuts documents and queries into terms. Default: `englishTokens()`; `luceneEnglish()` cuts as Lucene does, and
   * `languageTokens` for other languages.
   */
  readonly tokenize?: Tokenizer | ((text: string) => readonly string[])
  /** Whether lengths above 40 terms are rounded down to what Lucene keeps of them in a byte. Default 'exact'. */
  readonly lengths?: 'exact' | 'lucene'
}
