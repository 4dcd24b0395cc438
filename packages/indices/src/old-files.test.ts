import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { vectors } from '@towerkit/core'
import { loadExactIndex } from '@towerkit/indices'

/** A file of the first release, whose metadata held strings, numbers and booleans only. */
const firstRelease =
  'VE9XRVJJRFgDAAAAcgAAAHsia2luZCI6ImV4YWN0IiwiZGltZW5zaW9ucyI6MiwiY291bnQiOjMsIm1ldHJpYyI6ImlubmVyLXBy' +
  'b2R1Y3QiLCJtb2RlbCI6Im0iLCJzZWN0aW9ucyI6eyJlbnRyaWVzIjo2Mywicm93cyI6MjR9fX6Rh0G02EV6YRRqLAsi2udhW/lC' +
  '5+MXTX8c9voirmBYW1siYSIsImIiLCJjIl0sW3sieWVhciI6MjAyMywidGVzdGVkIjp0cnVlfSx7ImtpbmQiOiLDqSJ9LHt9XV0K' +
  'AACAPwAAAACamRk/zcxMPwAAAAAAAIA/s+csamvURFPk28f1UqAW/T3ovjszJNbDGlvlEK23Mp4='

it('loads a file of the first release', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'old-file-'))
  try {
    const path = join(folder, 'old.index')
    await writeFile(path, Buffer.from(firstRelease, 'base64'))
    await using index = await loadExactIndex(path, { model: 'm' })
    expect(await index.search(vectors([[1, 0]]), 3, { metadata: true })).toEqual([
      [
        { key: 'a', score: 1, metadata: { year: 2023, tested: true } },
        { key: 'b', score: Math.fround(0.6), metadata: { kind: 'é' } },
        { key: 'c', score: 0, metadata: {} },
      ],
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
})
