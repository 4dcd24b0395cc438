import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { diskCache } from '@towerkit/lait-encoder'
import { tinyLait } from './testing/tiny-lait.ts'

it('serves a model across restarts, each segment encoded once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-states-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const tuples = [
    ['watch a file', 'close the folder'],
    ['read', 'close the folder'],
  ]
  await using first = await tinyLait({ cache: diskCache(folder) })
  const expected = await first.predict(tuples)
  await using cache = diskCache(folder)
  await using second = await tinyLait({ cache })
  expect((await second.predict(tuples)).data).toEqual(expected.data)
  expect(await cache.statistics()).toMatchObject({ hits: 3, misses: 0, entries: 3 })
})
