import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { qrelsFrom, type Qrels } from '@towerkit/evaluation'

/** A BEIR folder: corpus.jsonl(.gz), queries.jsonl, qrels/<split>.tsv. */
export interface BeirFolder {
  /** Title and text by id. */
  readonly documents: ReadonlyMap<string, string>
  readonly queries: ReadonlyMap<string, string>
  /** Relevant documents by query. */
  relevant(split: string): ReadonlyMap<string, readonly string[]>
  qrels(split: string): Qrels
}

/** Reads a BEIR folder whole. */
export function beirFolder(folder: string): BeirFolder {
  const lines = (name: string) => {
    const bytes = readFileSync(join(folder, name))
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes)
      .toString('utf8')
      .split('\n')
      .filter(line => line !== '')
  }
  const texts = (name: string) =>
    new Map(
      lines(name).map(line => {
        const { _id, title = '', text } = JSON.parse(line) as { _id: string; title?: string; text: string }
        return [_id, `${title} ${text}`.trim()]
      }),
    )
  const judgements = (split: string) =>
    lines(`qrels/${split}.tsv`)
      .slice(1)
      .map(line => line.split('\t'))
      .map(([query, document, score]) => ({ query: query!, document: document!, relevance: Number(score) }))
  return {
    documents: texts('corpus.jsonl.gz'),
    queries: texts('queries.jsonl'),
    relevant: split =>
      new Map(
        [
          ...Map.groupBy(
            judgements(split).filter(({ relevance }) => relevance > 0),
            ({ query }) => query,
          ),
        ].map(([query, of]) => [query, of.map(({ document }) => document)]),
      ),
    qrels: split => qrelsFrom(judgements(split)),
  }
}
