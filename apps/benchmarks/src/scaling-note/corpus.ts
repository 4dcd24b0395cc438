import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beir } from '@towerkit/datasets'

/**
 * What the study trains and tests on. Held-out queries share no pair, and on the API corpus no module, with the
 * training pairs.
 */
export interface Corpus {
  readonly name: 'api' | 'scifact'
  readonly documents: ReadonlyMap<string, string>
  readonly pairs: readonly { readonly query: string; readonly positive: string }[]
  readonly test: readonly { readonly id: string; readonly text: string; readonly relevant: readonly string[] }[]
  /** Texts without answers, to distil with. */
  readonly texts: readonly string[]
}

/** The declarations of the reference app, at full size. */
export async function apiCorpus(): Promise<Corpus> {
  const program = fileURLToPath(new URL('../../../reference/src/print-api-split.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@towerkit/source', program], {
    maxBuffer: 2 ** 28,
  })
  type Pair = { readonly query: string; readonly document: string }
  const { documents, train, details, test } = JSON.parse(stdout) as {
    documents: { id: string; text: string }[]
    train: Pair[]
    details: Pair[]
    test: Corpus['test']
  }
  return {
    name: 'api',
    documents: new Map(documents.map(({ id, text }) => [id, text])),
    pairs: [...train, ...details].map(({ query, document }) => ({ query, positive: document })),
    test,
    texts: [],
  }
}

/**
 * Abstracts; claims to train and to test with; titles as further queries for their abstracts. About half of the test
 * claims are in the training split too, in other words or negated, with the same answer: a claim is trained with only
 * where none of its abstracts answers a test claim.
 */
export async function scifactCorpus(data: string): Promise<Corpus> {
  const { corpus, queries, qrels } = beir(join(data, 'scifact'))
  const documents = new Map<string, string>()
  const pairs: { query: string; positive: string }[] = []
  const texts: string[] = []
  for await (const { id, title, text } of corpus()) {
    documents.set(id, `${title}. ${text}`)
    texts.push(title, ...sentences(text))
    pairs.push({ query: title, positive: id })
  }
  const claims = new Map<string, string>()
  for await (const { id, text } of queries()) claims.set(id, text)
  const relevant = new Map<string, string[]>()
  for await (const { query, document, relevance } of qrels('test'))
    if (relevance > 0) relevant.set(query, [...(relevant.get(query) ?? []), document])
  const tested = new Set([...relevant.values()].flat())
  const answers = new Map<string, string[]>()
  for await (const { query, document } of qrels('train')) answers.set(query, [...(answers.get(query) ?? []), document])
  for (const [claim, found] of answers)
    if (!found.some(document => tested.has(document)))
      pairs.push(...found.map(positive => ({ query: claims.get(claim)!, positive })))
  return {
    name: 'scifact',
    documents,
    pairs,
    test: [...relevant].map(([id, found]) => ({ id, text: claims.get(id)!, relevant: found })),
    texts,
  }
}

/** The first two sentences of an abstract: claims are sentences. */
function sentences(text: string): string[] {
  return (text.match(/[^.!?]+[.!?]/g) ?? [])
    .map(sentence => sentence.trim())
    .filter(sentence => sentence.length > 40)
    .slice(0, 2)
}
