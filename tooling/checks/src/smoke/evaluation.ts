import { equal } from 'node:assert/strict'
import { bm25, evaluate, qrelsFrom, runFromHits } from '@towerkit/evaluation'

const index = bm25([{ id: 'a', text: 'watch a file' }, { id: 'b', text: 'join two paths' }])
const qrels = qrelsFrom([{ query: 'q', document: 'a', relevance: 1 }])
equal(evaluate({ qrels, run: runFromHits(['q'], [index.search('watching files', 5)]), measures: ['RR'] }).mean.RR, 1)
