import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { delimitedText } from './tables/delimited-text.ts'
import { jsonLines } from './tables/json-lines.ts'
import type { ReadOptions } from './read-options.ts'
import type { TextDocument } from './text-document.ts'

/** A query with its id. */
export interface BeirQuery {
  readonly id: string
  readonly text: string
}

/** How relevant a document is to a query; as `qrelsFrom` of `@towerkit/evaluation` takes it. */
export interface BeirJudgement {
  readonly query: string
  readonly document: string
  readonly relevance: number
}

/** The parts of a BEIR folder. */
export interface Beir {
  corpus(options?: ReadOptions): AsyncIterable<TextDocument>
  queries(options?: ReadOptions): AsyncIterable<BeirQuery>
  /** Names of the files of qrels/, in their order, such as 'dev', 'test', 'train'. */
  splits(): Promise<string[]>
  /** @param split Name of a file of qrels/, such as 'test'. */
  qrels(split: string, options?: ReadOptions): AsyncIterable<BeirJudgement>
}

/**
 * Reads a folder in the layout of BEIR: corpus.jsonl, queries.jsonl and qrels/<split>.tsv, each of them also as `.gz`.
 *
 * @param folder Nothing is read before a part is iterated; no part is held whole, only its ids.
 * @returns parts that throw a `DataError`, naming file and line, if a file is missing or malformed, or an id comes
 *   twice.
 *
 * @example
 * const { corpus, queries, qrels } = beir('scifact')
 * for await (const { id, title, text } of corpus()) console.log(id, title, text)
 *
 * @see Thakur et al., BEIR, NeurIPS 2021, https://arxiv.org/abs/2104.08663
 */
export function beir(folder: string): Beir {
  return {
    corpus: options => texts(join(folder, 'corpus.jsonl'), options),
    queries: async function* (options) {
      for await (const { id, text } of texts(join(folder, 'queries.jsonl'), options)) yield { id, text }
    },
    splits: () => splitsOf(join(folder, 'qrels')),
    qrels: (split, options) => judgements(join(folder, 'qrels', `${split}.tsv`), options),
  }
}

async function* texts(name: string, options?: ReadOptions): AsyncGenerator<TextDocument> {
  const path = await existing(name)
  const seen = new Set<string>()
  for await (const {
    line,
    value: { _id: key, title: given, text, metadata: fields },
  } of jsonLines(path, options)) {
    const id = typeof key === 'bigint' || Number.isSafeInteger(key) ? String(key) : key
    const title = given ?? ''
    const metadata = fields ?? {}
    const wrong = (fact: string) =>
      new DataError(`beir: line ${line} of "${path}" ${fact}. Correct the line.`, { path, line })
    if (typeof id !== 'string' || id === '') throw wrong('has no "_id" that is a string or a whole number')
    if (typeof text !== 'string') throw wrong('has no "text" that is a string')
    if (typeof title !== 'string') throw wrong('has a "title" that is no string')
    if (typeof metadata !== 'object' || Array.isArray(metadata)) throw wrong('has "metadata" that is no object')
    if (seen.has(id)) throw wrong(`has the id "${id}" of an earlier line`)
    seen.add(id)
    yield { id, title, text, metadata: metadata as Readonly<Record<string, unknown>> }
  }
}

async function* judgements(name: string, options?: ReadOptions): AsyncGenerator<BeirJudgement> {
  const path = await existing(name)
  for await (const {
    line,
    value: { 'query-id': query, 'corpus-id': document, score },
  } of delimitedText(path, { separator: '\t', quotes: false, ...options })) {
    const relevance = score?.trim() ? Number(score) : Number.NaN
    if (!query || !document || !Number.isFinite(relevance))
      throw new DataError(
        `beir: line ${line} of "${path}" has no query-id, corpus-id or score that is a number. Correct the header ` +
          'or the line.',
        { path, line },
      )
    yield { query, document, relevance }
  }
}

async function splitsOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw new DataError(`beir: "${folder}" cannot be read: ${cause.message}. Give the permission.`, {
      path: folder,
      cause,
    })
  })
  return [...new Set(names.flatMap(name => /^(.+)\.tsv(\.gz)?$/.exec(name)?.[1] ?? []))].sort()
}

async function existing(path: string): Promise<string> {
  for (const each of [path, `${path}.gz`])
    if (
      await access(each).then(
        () => true,
        () => false,
      )
    )
      return each
  throw new DataError(
    `beir: there is no "${path}", nor "${path}.gz". Give a folder in the layout of BEIR, and a split that it has.`,
    { path },
  )
}
