import { AbortedError } from '@towerkit/core'
import type { Report } from '@towerkit/evaluation'
import { fuseHits } from '@towerkit/retrieval'
import { evaluationReport, type EvaluationReport } from '@towerkit/evaluation/report'
import { judgedFact, type PreparedTexts, type TestQuery, type TrainingPair } from '../prepare/prepared-data.ts'
import type { Progress } from '../progress.ts'
import { querySearchText, textKindFact, type TextKind } from '../search/search-text.ts'
import { workspaceWords } from '../search/workspace-words.ts'
import type { Store } from '../store/store.ts'
import { openTower } from '../towers/open-tower.ts'
import type { SearchChoice, SearchChoices } from '../towers/search-choice.ts'
import { hasTower, type TowerSet } from '../towers/tower-sets.ts'
import type { Workspace } from '../workspace.ts'
import { chooseSearch } from './choose-search.ts'
import { bodies, documentHits, evaluatedIndex } from './evaluated-documents.ts'
import { caution, fewestQueries } from './caution.ts'
import { heldOutQueries, scoreOf } from './held-out-queries.ts'
import { askedPairs, learntByHeart } from './learnt-by-heart.ts'
import { rankByWords } from './rank-by-words.ts'
import type { ReportMeasure, SearchReport } from './search-report.ts'
import { systemResults, type Speed } from './system-results.ts'
import { perSecondTogether, timed } from './timed.ts'

/** What is evaluated. */
export interface EvaluateSearchOptions {
  readonly workspace: Workspace
  /** Towers whose vectors are complete; undefined if there are none. */
  readonly towers: TowerSet | undefined
  readonly queries: readonly TestQuery[]
  /** What the towers were trained on. Default: not compared. */
  readonly pairs?: readonly TrainingPair[]
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** The results at a glance, and query by query. */
export interface SearchEvaluation {
  readonly summary: SearchReport
  /** Undefined of so few queries that there is nothing to compare. */
  readonly details: EvaluationReport | undefined
  readonly choices: SearchChoices
}

/** Documents of each ranking. */
const depth = 50
/** Resamples: the ends of the intervals move by a few thousandths of their width from seed to seed. */
const samples = 2000

/**
 * Ranks all documents for the held-out queries with BM25, each query tower that is there, and both fused, and chooses
 * how to answer.
 *
 * @throws {DataError} without queries whose documents are stored.
 */
export async function evaluateSearch(
  store: Store,
  { workspace, towers, queries: all, pairs = [], progress, signal }: EvaluateSearchOptions,
): Promise<SearchEvaluation> {
  const kind = (store.fact(textKindFact) ?? 'plain') as TextKind
  const judged = (store.fact(judgedFact) ?? 'documents') as PreparedTexts['judged']
  const known = [...store.documents()]
  const idOf = new Map(known.map(({ number, id }) => [number, id]))
  const queries = heldOutQueries(all, new Set(idOf.values()))
  const documents = judged === 'bodies' ? bodies(known, queries) : known
  const texts = queries.map(({ text }) => querySearchText(text, kind))
  const going = (share: number, text: string) => {
    if (signal?.aborted) throw new AbortedError('evaluate: stopped by the caller.', { cause: signal.reason })
    progress.update(share, text)
  }

  going(0, 'BM25')
  const lexical = await rankByWords(documents, texts, {
    kind,
    tokenize: workspaceWords(store),
    depth,
    onProgress: share => going(0.2 * share, 'BM25'),
  })
  const reports: Record<string, Report<ReportMeasure>> = { BM25: scoreOf(queries, lexical.value) }
  const speeds: Record<string, Speed> = {
    BM25: { queriesPerSecond: lexical.perSecond },
  }
  const choices: Partial<Record<'teacher' | 'student', SearchChoice>> = {}
  const learnt: (string | undefined)[] = []

  if (towers !== undefined) {
    await using tower = await openTower(towers, 'document')
    going(0.2, 'vectors of documents')
    const onProgress = (share: number) => going(0.2 + 0.2 * share, 'vectors of documents')
    await using index = await evaluatedIndex(store, workspace, tower, { documents, judged, kind, onProgress, signal })
    const passagesPerDocument = (await index.count()) > documents.length ? 3 : 1
    for (const [place, name] of (['teacher', 'student'] as const).entries()) {
      if (!(await hasTower(towers, name))) continue
      going(0.4 + 0.3 * place, name)
      await using query = await openTower(towers, name)
      const encode = (some: readonly string[]) => query.encoder.encodeQueries(some, signal ? { signal } : {})
      const nearest = async (vectors: Awaited<ReturnType<typeof encode>>) =>
        (await index.search(vectors, depth * passagesPerDocument)).map(hits => documentHits(hits, idOf, depth))
      await index.search(await encode(['warm-up']), 1)
      const encoded = await timed(queries.length, () => encode(texts))
      const found = await timed(queries.length, () => nearest(encoded.value))
      const fused = await timed(queries.length, async () =>
        found.value.map((hits, i) => fuseHits([lexical.value[i]!, hits]).slice(0, depth)),
      )
      reports[name] = scoreOf(queries, found.value)
      speeds[name] = {
        queriesPerSecond: perSecondTogether(encoded.perSecond, found.perSecond),
        encodedPerSecond: encoded.perSecond,
      }
      reports[`BM25 + ${name}`] = scoreOf(queries, fused.value)
      speeds[`BM25 + ${name}`] = {
        queriesPerSecond: perSecondTogether(lexical.perSecond, encoded.perSecond, found.perSecond, fused.perSecond),
      }
      const choice = chooseSearch(queries, { words: lexical.value, vectors: found.value }, name)
      if (choice !== undefined) choices[name] = choice
      const asked = askedPairs(pairs, idOf)
      if (asked.length > 0) {
        going(0.65 + 0.3 * place, `${name}, on its own pairs`)
        const trained = await nearest(await encode(asked.map(({ text }) => querySearchText(text, kind))))
        const onPairs = scoreOf(asked, trained).mean['nDCG@10']
        const heldOut = reports[name].mean['nDCG@10']
        learnt.push(learntByHeart({ name, pairs: pairs.length, onPairs, heldOut }))
      }
    }
  }
  going(0.95, 'intervals')
  const isFew = queries.length < fewestQueries
  const notes = [caution(queries.length), (choices.student ?? choices.teacher)?.reason, ...learnt]
  const details = isFew ? undefined : evaluationReport(reports, { title: 'Search on held-out queries', samples })
  const systems = systemResults(reports, speeds, details)
  const { length: count } = queries
  const summary = {
    queries: count,
    documents: documents.length,
    judged,
    systems,
    notes: notes.filter(note => note !== undefined),
  }
  return { summary, details, choices }
}
