import { DataError, requireKnownOptions } from '@towerkit/core'
import { delimitedText, type DelimitedTextOptions } from './tables/delimited-text.ts'

/** Two sentences with their similarity. */
export interface StsPair {
  readonly sentence1: string
  readonly sentence2: string
  /** As the file gives it: 0 to 5 in the STS Benchmark. */
  readonly score: number
}

/**
 * Reads sentence pairs with graded similarity from a CSV or TSV file with the columns sentence1, sentence2 and score.
 *
 * @param options For a file without a header, as STSb Multi MT's: `{ columns: ['sentence1', 'sentence2', 'score'] }`.
 * @throws {DataError} naming file and line, if a column is missing, or a score is no finite number.
 * @throws {AbortedError} at the signal.
 *
 * @see Cer et al., SemEval-2017 Task 1, https://aclanthology.org/S17-2001
 */
export async function* stsPairs(path: string, options: DelimitedTextOptions = {}): AsyncGenerator<StsPair> {
  requireKnownOptions<DelimitedTextOptions>('stsPairs', options, {
    separator: true,
    quotes: true,
    columns: true,
    signal: true,
  })
  for await (const {
    line,
    value: { sentence1, sentence2, score: field },
  } of delimitedText(path, options)) {
    if (sentence1 === undefined || sentence2 === undefined || field === undefined)
      throw new DataError(
        `stsPairs: "${path}" lacks the column sentence1, sentence2 or score. Name them by \`columns\`.`,
        { path, line },
      )
    const score = field.trim() === '' ? Number.NaN : Number(field)
    if (!Number.isFinite(score))
      throw new DataError(`stsPairs: the score at line ${line} of "${path}" is "${field}". Give a finite number.`, {
        path,
        line,
        score: field,
      })
    yield { sentence1, sentence2, score }
  }
}
