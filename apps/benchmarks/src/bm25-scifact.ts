/**
 * BM25 on a folder in the layout of BEIR, such as scifact, beside the numbers that Anserini publishes for Lucene, and
 * the time of an index that changes:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/bm25-scifact.ts <scifact folder>
 *
 * Fails if nDCG@10 or R@100 of scifact lie more than 0.003 away from Anserini's.
 */
import { beir } from '@towerkit/datasets'
import { evaluate, qrelsFrom, runFromHits } from '@towerkit/evaluation'
import { bm25, bm25Index, englishTokens, luceneEnglish, type Bm25Options } from '@towerkit/retrieval'
import { quantile } from './study/quantile.ts'

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('usage: bm25-scifact.ts <scifact folder>')
const published = { 'nDCG@10': 0.679, 'R@100': 0.925 } // Anserini, regressions/regressions-beir-v1.0.0-scifact-flat.md
const measures = ['nDCG@10', 'R@100'] as const
const { corpus, queries, qrels } = beir(folder)
const documents = (await collected(corpus())).map(({ id, title, text }) => ({ id, text: `${title} ${text}` }))
const judgements = qrelsFrom(await collected(qrels('test')))
const asked = (await collected(queries())).filter(({ id }) => judgements.has(id))

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = []
  for await (const item of items) result.push(item)
  return result
}

function measured(options: Bm25Options): Record<(typeof measures)[number], number> {
  const index = bm25(documents, options)
  return evaluate({
    qrels: judgements,
    run: runFromHits(
      asked.map(({ id }) => id),
      asked.map(({ text }) => index.search(text, 1000)),
    ),
    measures,
  }).mean
}

const anserini = { k1: 0.9, b: 0.4, tokenize: luceneEnglish() }
const rows: [string, Bm25Options][] = [
  ['bm25(documents)', {}],
  ['bm25(documents, { k1: 0.9, b: 0.4 })', { k1: 0.9, b: 0.4 }],
  ['the same with tokenize: luceneEnglish()', anserini],
  ["the same with lengths: 'lucene'", { ...anserini, lengths: 'lucene' }],
]
console.log(`${documents.length} documents, ${asked.length} queries`)
const results = rows.map(([name, options]) => {
  const mean = measured(options)
  console.log(`${name.padEnd(42)} nDCG@10 ${mean['nDCG@10'].toFixed(4)}  R@100 ${mean['R@100'].toFixed(4)}`)
  return mean
})
console.log(`${'Anserini, published'.padEnd(42)} nDCG@10 ${published['nDCG@10']}   R@100 ${published['R@100']}`)
for (const measure of measures) {
  if (Math.abs(results.at(-1)![measure] - published[measure]) > 0.003) process.exitCode = 1
}

/** Four copies under other ids, about 20 thousand documents: the size of a folder of notes. */
const many = Array.from({ length: 4 }, (_, copy) =>
  documents.map(({ id, text }) => ({ id: `${id}-${copy}`, text })),
).flat()
const index = bm25Index({ tokenize: englishTokens() })
const milliseconds = (work: () => void): number => {
  const started = performance.now()
  work()
  return performance.now() - started
}
console.log(`${many.length} documents are indexed in ${(milliseconds(() => index.add(many)) / 1000).toFixed(1)} s`)
const typed = asked.flatMap(({ text }) =>
  Array.from({ length: 5 }, (_, i) => text.slice(0, Math.ceil((text.length * (i + 1)) / 5))),
)
const times = typed.map(text =>
  milliseconds(() => {
    index.search(text, 10)
  }),
)
const changes = many.slice(0, 500).map(document =>
  milliseconds(() => {
    index.add([document])
    index.search('cell', 10)
  }),
)
const ms = (all: readonly number[], share: number) => quantile(all, share).toFixed(2)
console.log(
  `a search while typing takes ${ms(times, 0.5)} ms (p50), ${ms(times, 0.99)} ms (p99); to replace a ` +
    `document and search ${ms(changes, 0.5)} ms (p50), ${ms(changes, 0.99)} ms (p99)`,
)
