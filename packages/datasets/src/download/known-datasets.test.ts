import { expect, it } from 'vitest'
import { knownDatasets } from './known-datasets.ts'

it('knows sets by names of folders, with checksums', () => {
  expect(new Set(knownDatasets.map(({ name }) => name)).size).toBe(knownDatasets.length)
  for (const { name, url, checksum } of knownDatasets)
    expect(`${name} ${url} ${checksum.algorithm} ${checksum.digest}`).toMatch(
      /^[a-z0-9-]+ https:\/\/\S+\.zip (md5 [0-9a-f]{32}|sha256 [0-9a-f]{64})$/,
    )
})
