import { bm25, compare, evaluate, qrelsFrom, runFromHits, type Report } from '@towerkit/evaluation'
import { textEncoder } from '@towerkit/text-encoder'
import type { ApiQuery, ApiSplit } from './corpus/index.ts'
import { openIndex } from './index-documents.ts'
import type { Progress } from './progress.ts'
import type { Workspace } from './workspace.ts'

const measures = ['nDCG@10', 'R@10', 'R@50', 'RR@10'] as const
type Measure = (typeof measures)[number]

/** Results of the systems on the held-out modules. Queries per second are of whole answers, in one batch; encoded are those of the query tower alone. */
export interface SearchReport {
  readonly queries: number
  readonly documents: number
  readonly systems: readonly { readonly name: string; readonly mean: Readonly<Record<Measure, number>>; readonly queriesPerSecond: number; readonly encodedPerSecond?: number }[]
  /** Student minus BM25 in nDCG@10, with the 95 % interval of a paired bootstrap over queries. */
  readonly studentAgainstBm25: { readonly difference: number; readonly interval: readonly [number, number] }
}

/** Ranks all documents for the held-out queries with BM25, the large query tower and the distilled one. */
export async function evaluateSearch({ documents, test }: ApiSplit, workspace: Workspace, progress: Progress): Promise<SearchReport> {
  const qrels = qrelsFrom(test.flatMap(({ id, relevant }) => relevant.map(document => ({ query: id, document, relevance: 1 }))))
  const ids = test.map(({ id }) => id)
  const score = (hits: Parameters<typeof runFromHits>[1]) => evaluate({ qrels, run: runFromHits(ids, hits), measures })

  progress.update(0, 'BM25')
  const words = bm25(documents)
  const [lexical, lexicalSpeed] = await timed(test, async () => test.map(({ text }) => words.search(text, 50)))
  const results: { name: string; report: Report<Measure>; queriesPerSecond: number; encodedPerSecond?: number }[] = [{ name: 'BM25', report: score(lexical), queriesPerSecond: lexicalSpeed }]
  for (const [i, [name, folder]] of [['teacher', 'teacher-query'], ['student', 'student-query']].entries()) {
    progress.update((i + 1) / 3, name!)
    results.push(await denseResult(name!, workspace.path(folder!), test, workspace, score))
  }
  const difference = compare(results[0]!.report, results[2]!.report, { test: 'bootstrap', seed: 1 })['nDCG@10']
  return {
    queries: test.length,
    documents: documents.length,
    systems: results.map(({ report, ...result }) => ({ ...result, mean: report.mean })),
    studentAgainstBm25: { difference: difference.difference, interval: difference.interval as [number, number] },
  }
}

async function denseResult(name: string, folder: string, test: readonly ApiQuery[], workspace: Workspace, score: (hits: Parameters<typeof runFromHits>[1]) => Report<Measure>) {
  await using encoder = await textEncoder(folder)
  await using index = await openIndex(workspace)
  await index.search(await encoder.encodeQueries(['warm-up']), 1)
  // Encoding and search, as BM25's time is that of the whole answer.
  const [[hits, encodeMs], queriesPerSecond] = await timed(test, async () => {
    const started = performance.now()
    const vectors = await encoder.encodeQueries(test.map(({ text }) => text))
    const encoded = performance.now() - started
    return [await index.search(vectors, 50), encoded] as const
  })
  return { name, report: score(hits), queriesPerSecond, encodedPerSecond: test.length / encodeMs * 1000 }
}

async function timed<T>(test: readonly ApiQuery[], work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const result = await work()
  return [result, test.length / (performance.now() - started) * 1000]
}

/** The report as a small table. */
export function formatReport({ queries, documents, systems, studentAgainstBm25: { difference, interval } }: SearchReport): string {
  const rows = systems.map(({ name, mean, queriesPerSecond, encodedPerSecond }) => [name, ...measures.map(measure => mean[measure].toFixed(3)), queriesPerSecond.toFixed(0), encodedPerSecond?.toFixed(0) ?? '-'])
  const lines = [['', ...measures, 'queries/s', 'encoded/s'], ...rows].map(cells => cells.map((cell, i) => i === 0 ? cell.padEnd(10) : cell.padStart(11)).join(''))
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
  return [
    `${queries} descriptions of held-out modules, each to find its declaration among ${documents}:`,
    ...lines,
    `Student against BM25, nDCG@10: ${signed(difference)}, 95 % interval [${signed(interval[0])}, ${signed(interval[1])}]`,
  ].join('\n')
}
