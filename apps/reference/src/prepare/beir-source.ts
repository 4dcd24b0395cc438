import { DataError } from '@towerkit/core'
import { beir, readJudgements, readQueries, splitByHash } from '@towerkit/datasets'
import { documentMetadata } from './document-metadata.ts'
import { judgedQueries } from './judged-queries.ts'
import { leftOutCounts } from './left-out.ts'
import type { OwnJudgements } from './own-judgements.ts'
import type { DocumentSource, PreparedTexts, TrainingPair } from './prepared-data.ts'
import { titlePairs, type GroupedDocument } from './title-pairs.ts'

/** Splits whose judgements are for the test, the likeliest first. */
const testSplits = ['test', 'dev', 'validation', 'valid', 'val']
/** Share of the queries of `train` that are held out where there is no other split. */
const testShare = 0.1

/** Options of `beirSource`. */
export interface BeirSourceOptions extends OwnJudgements {
  /** Whose judgements are the held-out queries. Default: the first of test, dev and validation that is there. */
  readonly split?: string | undefined
}

/**
 * A BEIR folder: the judgements of `train` are the pairs, those of `test` the held-out queries, or those of another
 * split. If there is only `train`, a tenth of its queries is held out, by a hash of their ids. Without judgements of
 * `train` titles make the pairs.
 */
export function beirSource(folder: string, { split, queriesFile, qrelsFile }: BeirSourceOptions = {}): DocumentSource {
  const { corpus, queries, qrels, splits } = beir(folder)
  const titled: GroupedDocument[] = []
  const ids = new Set<string>()
  const counts = leftOutCounts()
  const chosen = async () => {
    const there = await splits()
    if (split !== undefined && !there.includes(split))
      throw new DataError(
        `prepare: "${folder}" has no judgements of "${split}", but of ${there.join(', ') || 'none'}. Name one ` +
          'of these.',
        { folder, split, splits: there },
      )
    const test = qrelsFile === undefined ? (split ?? testSplits.find(name => there.includes(name))) : undefined
    return { there, test, train: there.includes('train') && test !== 'train' }
  }
  return {
    kind: 'plain',
    async *documents(signal) {
      const { train } = await chosen()
      for await (const { id, title, text, metadata } of corpus({ signal })) {
        const document = {
          id,
          title,
          text,
          metadata: documentMetadata(metadata, field => counts.note('fields that are no metadata', field)),
        }
        ids.add(id)
        if (!train) titled.push({ ...document, group: id })
        yield document
      }
    },
    async texts(signal): Promise<PreparedTexts> {
      const { there, test, train } = await chosen()
      const asked = () => (queriesFile === undefined ? queries({ signal }) : readQueries(queriesFile, { signal }))
      const has = (document: string) => ids.has(document)
      const judged = (name: string) => judgedQueries({ queries: asked(), judgements: qrels(name, { signal }), has })
      for (const name of there)
        if (name !== test && name !== 'train') counts.note('splits whose judgements are not used', name)
      const trained = train ? await judged('train') : { queries: [], leftOut: [] }
      const tested =
        qrelsFile !== undefined
          ? await judgedQueries({ queries: asked(), judgements: readJudgements(qrelsFile, { signal }), has })
          : test === undefined
            ? undefined
            : await judged(test)
      const leftOut = [
        ...trained.leftOut.map(({ what, ...rest }) => ({ what: `${what}, of train`, ...rest })),
        ...(tested?.leftOut ?? []),
        ...counts.list(),
      ]
      const { train: learnt, test: held } = splitByHash(trained.queries, {
        key: ({ id }) => id,
        shares: tested === undefined ? { train: 1 - testShare, test: testShare } : { train: 1, test: 0 },
      })
      const pairs = learnt.flatMap(({ text, relevant }) =>
        Object.keys(relevant)
          .filter(document => relevant[document]! > 0 && has(document))
          .map((document): TrainingPair => ({ query: text, document, title: true, start: 0 })),
      )
      if (train) return { pairs, queries: tested?.queries ?? held, judged: 'documents', leftOut }
      const titles = titlePairs(titled)
      if (tested === undefined) return { ...titles, leftOut: [...leftOut, ...titles.leftOut] }
      return { pairs: titles.pairs, queries: tested.queries, judged: 'documents', leftOut }
    },
  }
}
