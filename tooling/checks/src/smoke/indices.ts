import { deepEqual, rejects } from 'node:assert/strict'
import { vectors } from '@towerkit/core'
import { exactIndex, loadExactIndex, quantizedIndex } from '@towerkit/indices'
import { langChainVectorStore } from '@towerkit/indices/langchain'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { usearchIndex } from '@towerkit/indices/usearch'

const rows = vectors([
  [1, 0],
  [0, 1],
])
const index = exactIndex({ dimensions: 2 })
const small = quantizedIndex({ dimensions: 2, storage: 'int8', rescoring: false })
for (const each of [index, small]) await each.add(['a', 'b'], rows, { metadata: [{ tags: ['x'] }, { tags: ['y'] }] })
await index.save('smoke.index')
const loaded = await loadExactIndex('smoke.index')
for (const each of [index, small, loaded]) {
  const hits = await each.search(vectors([[0.1, 0.9]]), 1, { where: { tags: 'y' } })
  deepEqual(
    hits.map(([hit]) => hit!.key),
    ['b'],
  )
  await each.close()
}

// Optional peers, which are not installed here.
const fast = exactIndex({ dimensions: 2, kernel: runtimeKernel })
await fast.add(['a', 'b'], rows)
await rejects(fast.search(rows, 1), { code: 'missing-peer' })
await rejects(usearchIndex({ dimensions: 2 }).add(['a'], vectors([[1, 0]])), { code: 'missing-peer' })
await rejects(langChainVectorStore({ embedDocuments: async () => [], embedQuery: async () => [] }, fast), {
  code: 'missing-peer',
})
