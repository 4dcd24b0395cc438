/**
 * Three searches side by side: fused rankings, all pairs compared, their speed, and a report as one HTML page in the
 * folder given, or the temporary one.
 */
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evaluate, measureLatency, qrelsFrom, runFromHits, tukeyHsd } from '@towerkit/evaluation'
import { bm25, fuseRuns, luceneEnglish } from '@towerkit/retrieval'
import { evaluationReport, reportHtml, reportMarkdown } from '@towerkit/evaluation/report'

const verbs = ['watch', 'read', 'join', 'start', 'call', 'write', 'parse', 'close']
const things = ['a file', 'a folder', 'a path', 'a program', 'a timer', 'a stream']
const documents = verbs.flatMap((verb, v) =>
  things.map((thing, t) => ({ id: `${v}-${t}`, text: `${verb}s ${thing}${t % 2 === 0 ? ', again and again' : ''}` })),
)
const queries = documents
  .filter((_, i) => i % 3 === 0)
  .map(({ id, text }) => ({ id, text: `to ${text.replace(/^(\w+)s /, '$1 ').replace(/,.*/, '')}` }))
const qrels = qrelsFrom(queries.map(({ id }) => ({ query: id, document: id, relevance: 1 })))
const ids = queries.map(({ id }) => id)

const exact = bm25(documents, { tokenize: text => text.toLowerCase().split(/\W+/) })
const stemmed = bm25(documents, { tokenize: luceneEnglish() })
const runOf = (index: typeof exact) =>
  runFromHits(
    ids,
    queries.map(({ text }) => index.search(text, 10)),
  )
const runs = { words: runOf(exact), stems: runOf(stemmed) }
const systems = Object.fromEntries(
  Object.entries({ ...runs, fused: fuseRuns([runs.words, runs.stems]) }).map(([name, run]) => [
    name,
    evaluate({ qrels, run, measures: ['nDCG@10', 'RR', 'P@1'] }),
  ]),
)

const report = evaluationReport(systems, { title: 'Words, stems and both', samples: 1000 })
console.log(reportMarkdown(report))
for (const { first, second, difference, pValue } of tukeyHsd(
  Object.fromEntries(Object.entries(systems).map(([name, { perQuery }]) => [name, perQuery.RR!])),
)) {
  console.log(`RR, ${first} - ${second}: ${difference.toFixed(3)}, Tukey's p = ${pValue.toFixed(3)}`)
}
const { stems } = await measureLatency(
  { words: () => runOf(exact), stems: () => runOf(stemmed) },
  { items: queries.length },
)
console.log(
  `stems: ${stems.itemsPerSecond.toFixed(0)} queries a second, ${stems.speedUp!.ratio.toFixed(2)} times as fast ` +
    'as words',
)

const path = join(process.argv[2] ?? tmpdir(), 'towerkit-systems.html')
await writeFile(path, await reportHtml(report))
console.log(path)
