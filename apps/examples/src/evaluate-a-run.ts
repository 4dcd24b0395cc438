/** Two searches over the same judged queries: their measures, and whether the difference may be chance. */
import { compare, evaluate, qrelsFrom, runFromHits } from '@towerkit/evaluation'
import { bm25 } from '@towerkit/retrieval'

const documents = [
  { id: 'watch', text: 'fs.watch() calls a function whenever a file or a folder changes' },
  { id: 'read', text: 'fs.readFile() reads the content of a file into memory' },
  { id: 'join', text: 'path.join() joins the parts of a path' },
  { id: 'spawn', text: 'spawn() starts another program as a child process' },
  { id: 'timer', text: 'setTimeout() calls a function after some time' },
]
const queries = {
  q1: 'be told when files change',
  q2: 'read the content of a file',
  q3: 'join path segments',
  q4: 'start a program',
  q5: 'call a function later',
}
const relevant = { q1: 'watch', q2: 'read', q3: 'join', q4: 'spawn', q5: 'timer' }
const qrels = qrelsFrom(Object.entries(relevant).map(([query, document]) => ({ query, document, relevance: 1 })))

const index = bm25(documents)
const bm25Run = runFromHits(
  Object.keys(queries),
  Object.values(queries).map(query => index.search(query, 5)),
)
const alphabetical = runFromHits(
  Object.keys(queries),
  Object.values(queries).map(() => documents.map(({ id }, i) => ({ key: id, score: -i }))),
)

const measures = ['nDCG@10', 'RR', 'Success@1'] as const
const baseline = evaluate({ qrels, run: alphabetical, measures })
const report = evaluate({ qrels, run: bm25Run, measures })
const verdict = compare(baseline, report, { test: 'randomisation' })
for (const measure of measures) {
  console.log(
    `${measure}: ${baseline.mean[measure].toFixed(3)} -> ${report.mean[measure].toFixed(3)}, p = ` +
      `${verdict[measure].pValue.toFixed(3)}`,
  )
}
