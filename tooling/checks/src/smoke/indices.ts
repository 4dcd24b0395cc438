import { deepEqual, rejects } from 'node:assert/strict'
import { vectors } from '@towerkit/core'
import { exactIndex, loadExactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { usearchIndex } from '@towerkit/indices/usearch'

for (const kernel of [undefined, runtimeKernel]) {
  const index = exactIndex({ dimensions: 2, ...(kernel && { kernel }) })
  await index.add(
    ['a', 'b'],
    vectors([
      [1, 0],
      [0, 1],
    ]),
  )
  await index.save('smoke.index')
  const loaded = await loadExactIndex('smoke.index')
  for (const each of [index, loaded]) {
    deepEqual(
      (await each.search(vectors([[0.1, 0.9]]), 1)).map(([hit]) => hit!.key),
      ['b'],
    )
    await each.close()
  }
}

// An optional peer, which is not installed here.
await rejects(usearchIndex({ dimensions: 2 }).add(['a'], vectors([[1, 0]])), { code: 'missing-peer' })
