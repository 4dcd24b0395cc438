import { AbortedError, DataError, type Hit, type Vectors } from '@towerkit/core'
import { evaluate, qrelsFrom, runFromHits, type Report } from '@towerkit/evaluation'
import { bm25Index, cutPassages, fuseHits } from '@towerkit/retrieval'
import { evaluationReport, type EvaluationReport } from '@towerkit/evaluation/report'
import { exactIndex, type ExactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { judgedFact, type PreparedTexts, type TestQuery } from './prepare/prepared-data.ts'
import type { Progress } from './progress.ts'
import { addPassages, openDenseIndex, parsePassageKey, type DenseIndex } from './search/dense-index.ts'
import { encodePassages } from './search/embed-documents.ts'
import { documentSearchText, querySearchText, textKindFact, type TextKind } from './search/search-text.ts'
import { workspaceWords } from './search/workspace-words.ts'
import { reportMeasures, type ReportMeasure, type SearchReport, type SystemResult } from './search-report.ts'
import type { NumberedDocument } from './store/document-row.ts'
import type { Store } from './store/store.ts'
import { hasTower, openTower, type OpenTower } from './towers/open-tower.ts'
import type { Workspace } from './workspace.ts'

/** What is evaluated. */
export interface EvaluateSearchOptions {
  readonly workspace: Workspace
  readonly queries: readonly TestQuery[]
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** The results at a glance, and query by query. */
export interface SearchEvaluation {
  readonly summary: SearchReport
  readonly details: EvaluationReport
}

/** Documents of each ranking. */
const depth = 50
/** Resamples: the ends of the intervals move by a few thousandths of their width from seed to seed. */
const samples = 2000

/**
 * Ranks all documents for the held-out queries with BM25, each query tower that is there, and both fused.
 *
 * @throws {DataError} without queries whose documents are stored.
 */
export async function evaluateSearch(
  store: Store,
  { workspace, queries: all, progress, signal }: EvaluateSearchOptions,
): Promise<SearchEvaluation> {
  const kind = (store.fact(textKindFact) ?? 'plain') as TextKind
  const judged = (store.fact(judgedFact) ?? 'documents') as PreparedTexts['judged']
  const known = [...store.documents()]
  const idOf = new Map(known.map(({ number, id }) => [number, id]))
  const stored = new Set(idOf.values())
  const queries = all.filter(({ relevant }) => Object.keys(relevant).some(id => stored.has(id)))
  if (queries.length === 0)
    throw new DataError(
      'evaluate: ' +
        `${all.length === 0 ? 'there are no held-out queries, which are made of a tenth of the files or rows' : `of ${all.length} held-out queries none has a stored document that answers it`}. ` +
        '' +
        'Prepare more documents with titles, or a BEIR folder with judgements of "test".',
      { queries: all.length },
    )
  const documents = judged === 'bodies' ? bodies(known, queries) : known
  const texts = queries.map(({ text }) => querySearchText(text, kind))
  const qrels = qrelsFrom(
    queries.flatMap(({ id, relevant }) =>
      Object.entries(relevant).map(([document, relevance]) => ({ query: id, document, relevance })),
    ),
  )
  const score = (hits: readonly (readonly Hit[])[]) =>
    evaluate({
      qrels,
      run: runFromHits(
        queries.map(({ id }) => id),
        hits,
      ),
      measures: reportMeasures,
    })
  const going = (share: number, text: string) => {
    if (signal?.aborted) throw new AbortedError('evaluate: stopped by the caller.', { cause: signal.reason })
    progress.update(share, text)
  }

  going(0, 'BM25')
  const words = bm25Index({ tokenize: workspaceWords(store) })
  words.add(documents.map(document => ({ id: document.id, text: documentSearchText(document, kind) })))
  const lexical = await timed(queries.length, async () => texts.map(text => words.search(text, depth)))
  const reports: Record<string, Report<ReportMeasure>> = { BM25: score(lexical.value) }
  const speeds: Record<string, Pick<SystemResult, 'queriesPerSecond' | 'encodedPerSecond'>> = {
    BM25: { queriesPerSecond: lexical.perSecond },
  }

  if (await hasTower(workspace, 'document')) {
    await using tower = await openTower(workspace, 'document')
    going(0.2, 'vectors of documents')
    await using index: DenseIndex =
      judged === 'bodies'
        ? await indexBodies(documents, tower, { kind, signal })
        : (await openDenseIndex(store, workspace, { digest: tower.digest, dimensions: tower.encoder.dimensions })).index
    const passagesPerDocument = (await index.count()) > documents.length ? 3 : 1
    for (const [place, name] of (['teacher', 'student'] as const).entries()) {
      if (!(await hasTower(workspace, name))) continue
      going(0.4 + 0.3 * place, name)
      await using query = await openTower(workspace, name)
      await index.search(await query.encoder.encodeQueries(['warm-up']), 1)
      const encoded = await timed<Vectors>(queries.length, () =>
        query.encoder.encodeQueries(texts, signal ? { signal } : {}),
      )
      const found = await timed(queries.length, async () =>
        (await index.search(encoded.value, depth * passagesPerDocument)).map(hits => documentHits(hits, idOf)),
      )
      const fused = await timed(queries.length, async () =>
        found.value.map((hits, i) => fuseHits([lexical.value[i]!, hits]).slice(0, depth)),
      )
      const together = (...speeds: readonly number[]) => 1 / speeds.reduce((sum, perSecond) => sum + 1 / perSecond, 0)
      reports[name] = score(found.value)
      speeds[name] = {
        queriesPerSecond: together(encoded.perSecond, found.perSecond),
        encodedPerSecond: encoded.perSecond,
      }
      reports[`BM25 + ${name}`] = score(fused.value)
      speeds[`BM25 + ${name}`] = {
        queriesPerSecond: together(lexical.perSecond, encoded.perSecond, found.perSecond, fused.perSecond),
      }
    }
  }
  going(0.95, 'intervals')
  const details = evaluationReport(reports, { title: 'Search on held-out queries', samples })
  const systems = details.systems.map(({ name, values }): SystemResult => {
    const comparison = values['nDCG@10']!.comparison
    return {
      name,
      mean: reports[name]!.mean,
      ...speeds[name]!,
      ...(comparison && { againstBm25: { difference: comparison.difference, interval: comparison.interval } }),
    }
  })
  return { summary: { queries: queries.length, documents: documents.length, judged, systems }, details }
}

/** Documents without what asks for them: their titles, and the beginnings of texts that are queries. */
function bodies(documents: readonly NumberedDocument[], queries: readonly TestQuery[]): NumberedDocument[] {
  const starts = new Map(
    queries.flatMap(({ relevant, start }) =>
      start === undefined ? [] : Object.keys(relevant).map(id => [id, start] as const),
    ),
  )
  return documents.map(document => {
    const start = starts.get(document.id)
    const text = document.text.slice(start)
    return { ...document, title: '', text, ...(start !== undefined && { passages: cutPassages(text) }) }
  })
}

/** The best passage of each document stands for it. */
function documentHits(hits: readonly Hit[], idOf: ReadonlyMap<number, string>): Hit[] {
  const found = new Map<string, Hit>()
  for (const { key, score } of hits) {
    const id = idOf.get(parsePassageKey(key).number)
    if (id !== undefined && !found.has(id) && found.size < depth) found.set(id, { key: id, score })
  }
  return [...found.values()]
}

async function indexBodies(
  documents: readonly NumberedDocument[],
  tower: OpenTower,
  options: { readonly kind: TextKind; readonly signal: AbortSignal | undefined },
): Promise<ExactIndex> {
  const index = exactIndex({ dimensions: tower.encoder.dimensions, kernel: runtimeKernel })
  const vectors = await encodePassages(tower, documents, options)
  await addPassages(
    index,
    documents.map(({ number }, i) => ({ number, vectors: vectors[i]! })),
  )
  return index
}

async function timed<T>(
  count: number,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly perSecond: number }> {
  const started = performance.now()
  const value = await work()
  return { value, perSecond: (count / (performance.now() - started)) * 1000 }
}
