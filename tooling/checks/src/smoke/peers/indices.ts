import { equal } from 'node:assert/strict'
import { vectors } from '@towerkit/core'
import { exactIndex } from '@towerkit/indices'
import { langChainVectorStore } from '@towerkit/indices/langchain'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { usearchIndex } from '@towerkit/indices/usearch'

const index = usearchIndex({ dimensions: 2 })
const rows = Array.from({ length: 500 }, (_, i) => [Math.cos(i), Math.sin(i)])
await index.add(
  rows.map((_, i) => `${i}`),
  vectors(rows),
)
equal((await index.search(vectors([rows[77]!]), 1))[0]![0]!.key, '77')
await index.remove(['77'])
equal(await index.count(), 499)
await index.close()

const fast = exactIndex({ dimensions: 2, kernel: runtimeKernel })
const store = await langChainVectorStore(
  { embedDocuments: async texts => texts.map(() => [0, 1]), embedQuery: async () => [0, 1] },
  fast,
)
await store.addDocuments([{ pageContent: 'a page', metadata: { year: 2024 } }])
equal((await store.similaritySearch('anything', 1, { year: 2024 }))[0]!.pageContent, 'a page')
equal((await fast.search(vectors(rows.slice(0, 5)), 1)).length, 5)
await fast.close()
