import { readFile, readdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readSafetensors } from './read-safetensors.ts'
import { writeSafetensors } from './write-safetensors.ts'
import { tensor } from './tensor.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

describe('writeSafetensors', () => {
  it('refuses what the format cannot hold and leaves the old file alone', async () => {
    await using folder = await temporaryFolder()
    await writeFile(folder.file('x'), 'old')
    const one = tensor('float32', [1], [1])
    for (const [tensors, metadata] of [
      [{ __metadata__: one }, {}],
      [{ '\ud800': one }, {}],
      [{ x: { ...one, shape: [2] } }, {}],
      [{ x: { ...one, dtype: 'bfloat16' } as never }, {}],
      [{ x: one }, { step: 1 as never }],
    ] as const) {
      const writing = writeSafetensors(folder.file('x'), tensors, { metadata })
      await expect(writing).rejects.toMatchObject({ code: expect.stringMatching(/argument|shape/) })
    }
    expect(await readFile(folder.file('x'), 'utf8')).toBe('old')
    expect(await readdir(folder.path)).toEqual(['x'])
  })

  it('says which path cannot be read', async () => {
    const reading = readSafetensors('/no/such/file')
    await expect(reading).rejects.toMatchObject({ code: 'data', message: expect.stringContaining('/no/such/file') })
  })
})
