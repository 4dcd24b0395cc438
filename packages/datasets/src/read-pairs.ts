import { stat } from 'node:fs/promises'
import { DataError, requireKnownOptions } from '@towerkit/core'
import { beir } from './beir.ts'
import { chooseColumns } from './tables/choose-columns.ts'
import type { DelimitedTextOptions } from './tables/delimited-text.ts'
import { tableRows } from './tables/table-rows.ts'

/** Options of `readPairs`. */
export interface ReadPairsOptions extends Omit<DelimitedTextOptions, 'columns'> {
  /**
   * Columns of a table. Default: for the query the first of query, question, anchor, claim and sentence1 that is there;
   * for the positive the first of positive, pos, answer, passage, document, text and sentence2; for the negatives the
   * first of negatives, negative and neg, else none.
   */
  readonly columns?: { readonly query?: string; readonly positive?: string; readonly negatives?: string }
  /** Split of a BEIR folder. Default 'train'. */
  readonly split?: string
}

/** A query with a text that answers it, as `train` of `@towerkit/training` takes it. */
export interface TextPair {
  readonly query: string
  readonly positive: string
  /** Texts that do not answer it; only where the data has such a column. */
  readonly negatives?: readonly string[]
}

const usual = {
  query: ['query', 'question', 'anchor', 'claim', 'sentence1'],
  positive: ['positive', 'pos', 'answer', 'passage', 'document', 'text', 'sentence2'],
  negatives: ['negatives', 'negative', 'neg'],
}

/**
 * Reads pairs of a query and a text that answers it: from a table, or from a BEIR folder, whose judgements over 0 are
 * the pairs.
 *
 * @param path A file that `tableRows` reads, in which a row with several positives gives a pair for each; or a BEIR
 *   folder, of which the texts
 * that the split names are held in memory, a title before its text.
 * @throws {DataError} naming file and line, if it cannot be read, lacks a column, or names a text that is not there.
 * @throws {ArgumentError} for a file of an unknown kind.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * for await (const { query, positive } of readPairs('questions.jsonl', {
 *   columns: { query: 'title', positive: 'answer' },
 * }))
 *   console.log(query, positive)
 */
export async function* readPairs(path: string, options: ReadPairsOptions = {}): AsyncGenerator<TextPair> {
  requireKnownOptions<ReadPairsOptions>('readPairs', options, {
    columns: true,
    split: true,
    signal: true,
    separator: true,
    quotes: true,
  })
  const found = await stat(path).catch((cause: Error) => {
    throw new DataError(`readPairs: "${path}" cannot be read: ${cause.message}. Give a file or folder that is there.`, {
      path,
      cause,
    })
  })
  yield* found.isDirectory() ? pairsOfBeir(path, options) : pairsOfTable(path, options)
}

async function* pairsOfBeir(
  folder: string,
  { split = 'train', ...options }: ReadPairsOptions,
): AsyncGenerator<TextPair> {
  const { corpus, queries, qrels } = beir(folder)
  const judged: { readonly query: string; readonly document: string }[] = []
  for await (const { query, document, relevance } of qrels(split, options))
    if (relevance > 0) judged.push({ query, document })
  const asked = new Map(judged.map(({ query }) => [query, undefined as string | undefined]))
  const wanted = new Map(judged.map(({ document }) => [document, undefined as string | undefined]))
  for await (const { id, text } of queries(options)) if (asked.has(id)) asked.set(id, text)
  for await (const { id, title, text } of corpus(options))
    if (wanted.has(id)) wanted.set(id, title ? `${title} ${text}` : text)
  for (const { query, document } of judged) {
    const text = asked.get(query)
    const positive = wanted.get(document)
    if (text === undefined || positive === undefined)
      throw new DataError(
        `readPairs: the split "${split}" of "${folder}" names the ` +
          `${text === undefined ? `query "${query}"` : `document "${document}"`}, which is not there. Give a whole ` +
          'BEIR folder.',
        { path: folder, split, query, document },
      )
    yield { query: text, positive }
  }
}

async function* pairsOfTable(
  path: string,
  { columns: given = {}, split: _, ...options }: ReadPairsOptions,
): AsyncGenerator<TextPair> {
  let columns: { readonly query?: string; readonly positive?: string; readonly negatives?: string } | undefined
  for await (const { line, value } of tableRows(path, options)) {
    columns ??= chooseColumns('readPairs', {
      path,
      names: Object.keys(value),
      given,
      usual,
      required: ['query', 'positive'],
    })
    const texts = (name: string): string[] => {
      const found = [value[name]].flat()
      if (found.length > 0 && found.every(text => typeof text === 'string' && text !== '')) return found as string[]
      throw new DataError(
        `readPairs: line ${line} of "${path}" has no "${name}" that is a text. Correct the line, or name other ` +
          `\`columns\`.`,
        { path, line },
      )
    }
    const [query, ...more] = texts(columns.query!)
    if (more.length > 0)
      throw new DataError(
        `readPairs: line ${line} of "${path}" has ${more.length + 1} queries, expected 1. Give each a line of its own.`,
        { path, line },
      )
    const negatives =
      columns.negatives === undefined || isNothing(value[columns.negatives]) ? undefined : texts(columns.negatives)
    for (const positive of texts(columns.positive!)) yield { query: query!, positive, ...(negatives && { negatives }) }
  }
}

/** A row need not have negatives. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
