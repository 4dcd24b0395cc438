import { equal } from 'node:assert/strict'
import { evaluationReport, reportHtml } from '@towerkit/evaluation/report'

const one = { queries: ['q', 'r'], mean: { RR: 0.75 }, perQuery: { RR: [1, 0.5] } }
const page = await reportHtml(evaluationReport({ one }, { title: 'One' }))
equal(page.includes('<svg'), true)
