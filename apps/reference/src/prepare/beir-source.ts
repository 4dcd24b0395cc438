import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { beir } from '@towerkit/datasets'
import type { StoredDocument } from '../search-service.ts'
import { flatMetadata } from './flat-metadata.ts'
import type { DocumentSource, TestQuery, TrainingPair } from './prepared-data.ts'
import { titlePairs, type GroupedDocument } from './title-pairs.ts'

/** Whether a folder is in the layout of BEIR. */
export async function isBeirFolder(folder: string): Promise<boolean> {
  return (await exists(join(folder, 'corpus.jsonl'))) || exists(join(folder, 'corpus.jsonl.gz'))
}

/**
 * A BEIR folder: the judgements of `train` are the pairs, those of `test` the held-out queries. Without judgements of
 * `train` titles make the pairs.
 */
export function beirSource(folder: string): DocumentSource {
  const { corpus, queries, qrels } = beir(folder)
  const titled: GroupedDocument[] = []
  let hasTrain = false
  const hasSplit = async (split: string) =>
    (await exists(join(folder, 'qrels', `${split}.tsv`))) || exists(join(folder, 'qrels', `${split}.tsv.gz`))
  return {
    kind: 'plain',
    async *documents(signal) {
      hasTrain = await hasSplit('train')
      for await (const { id, title, text, metadata } of corpus({ signal })) {
        const document: StoredDocument = { id, title, text, metadata: flatMetadata(metadata) }
        if (!hasTrain) titled.push({ ...document, group: id })
        yield document
      }
    },
    async texts(signal) {
      const texts = new Map<string, string>()
      for await (const { id, text } of queries({ signal })) texts.set(id, text)
      const pairs: TrainingPair[] = []
      if (hasTrain) {
        for await (const { query, document, relevance } of qrels('train', { signal }))
          if (relevance > 0 && texts.has(query))
            pairs.push({ query: texts.get(query)!, document, title: true, start: 0 })
      }
      const test = new Map<string, Record<string, number>>()
      for await (const { query, document, relevance } of qrels('test', { signal }))
        test.set(query, { ...test.get(query), [document]: relevance })
      return {
        pairs: hasTrain ? pairs : titlePairs(titled).pairs,
        queries: [...test]
          .filter(([id]) => texts.has(id))
          .map(([id, relevant]): TestQuery => ({ id, text: texts.get(id)!, relevant })),
        judged: 'documents',
      }
    },
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
