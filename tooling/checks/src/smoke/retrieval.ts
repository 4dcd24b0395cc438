import { deepEqual, equal } from 'node:assert/strict'
import { bm25, callBatcher, cutPassages, fuseHits } from '@towerkit/retrieval'
import { languageTokens } from '@towerkit/retrieval/languages'

const index = bm25([
  { id: 'a', text: 'watch a file' },
  { id: 'b', text: 'join two paths' },
])
equal(index.search('watching files', 5)[0]!.key, 'a')
equal(fuseHits([index.search('a file', 5), index.search('two paths', 5)]).length, 2)
deepEqual(cutPassages('One two. Three four.', { words: 2, overlap: 0 }), [
  [0, 8],
  [9, 20],
])
const batcher = callBatcher({
  name: 'double',
  queue: 10,
  work: async (calls: readonly number[]) => calls.map(n => 2 * n),
})
deepEqual(await Promise.all([batcher.do(1), batcher.do(2)]), [2, 4])
deepEqual(languageTokens({ language: 'de' })('die Häuser der Straße'), ['haus', 'strass'])
