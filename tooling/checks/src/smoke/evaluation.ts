import { equal } from 'node:assert/strict'
import { bm25, evaluate, fuseHits, qrelsFrom, runFromHits } from '@towerkit/evaluation'
import { evaluationReport, reportMarkdown } from '@towerkit/evaluation/report'

const index = bm25([
  { id: 'a', text: 'watch a file' },
  { id: 'b', text: 'join two paths' },
])
const qrels = qrelsFrom([{ query: 'q', document: 'a', relevance: 1 }])
equal(evaluate({ qrels, run: runFromHits(['q'], [index.search('watching files', 5)]), measures: ['RR'] }).mean.RR, 1)
equal(fuseHits([index.search('a file', 5), index.search('two paths', 5)]).length, 2)
const one = { queries: ['q', 'r'], mean: { RR: 0.75 }, perQuery: { RR: [1, 0.5] } }
equal(reportMarkdown(evaluationReport({ one }, { title: 'One' })).includes('| one | 0.750 ['), true)
