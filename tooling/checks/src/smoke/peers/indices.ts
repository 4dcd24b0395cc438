import { equal } from 'node:assert/strict'
import { vectors } from '@towerkit/core'
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
