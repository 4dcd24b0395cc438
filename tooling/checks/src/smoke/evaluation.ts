import { equal } from 'node:assert/strict'
import { evaluate, qrelsFrom, runFromHits } from '@towerkit/evaluation'
import { evaluationReport, reportMarkdown } from '@towerkit/evaluation/report'

const qrels = qrelsFrom([{ query: 'q', document: 'a', relevance: 1 }])
const hits = [
  { key: 'b', score: 2 },
  { key: 'a', score: 1 },
]
equal(evaluate({ qrels, run: runFromHits(['q'], [hits]), measures: ['RR'] }).mean.RR, 0.5)
const one = { queries: ['q', 'r'], mean: { RR: 0.75 }, perQuery: { RR: [1, 0.5] } }
equal(reportMarkdown(evaluationReport({ one }, { title: 'One' })).includes('| one | 0.750 ['), true)
