import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeSafetensors } from '@towerkit/runtime'
import { staticEncoder } from '@towerkit/text-encoder'
import { newFolder } from '../testing/new-folder.ts'
import { tinyStaticEncoder } from '../testing/tiny-encoders.ts'

it.each<[string, (folder: string) => Promise<void>]>([
  ['no weights', folder => rm(join(folder, 'model.safetensors'))],
  [
    'truncated weights',
    async folder =>
      writeFile(
        join(folder, 'model.safetensors'),
        (await readFile(join(folder, 'model.safetensors'))).subarray(0, 200),
      ),
  ],
  [
    'weights of another name',
    folder =>
      writeSafetensors(join(folder, 'model.safetensors'), {
        table: { dtype: 'float32', shape: [80, 2], data: new Float32Array(160) },
      }),
  ],
  [
    'fewer rows than tokens',
    folder =>
      writeSafetensors(join(folder, 'model.safetensors'), {
        'embedding.weight': { dtype: 'float32', shape: [3, 2], data: new Float32Array(6) },
      }),
  ],
  [
    'a number that is not finite',
    folder =>
      writeSafetensors(join(folder, 'model.safetensors'), {
        'embedding.weight': { dtype: 'float32', shape: [80, 2], data: new Float32Array(160).fill(Number.NaN) },
      }),
  ],
  [
    'a token mapped to nothing',
    folder =>
      writeSafetensors(join(folder, 'model.safetensors'), {
        embeddings: { dtype: 'float32', shape: [3, 2], data: new Float32Array(6) },
        mapping: { dtype: 'int64', shape: [80], data: new BigInt64Array(80).fill(3n) },
      }),
  ],
  ['no tokenizer', folder => rm(join(folder, 'tokenizer.json'))],
])('refuses a folder with %s', async (_name, damage) => {
  const folder = await newFolder()
  await tinyStaticEncoder().save(folder)
  await damage(folder)
  await expect(staticEncoder(folder)).rejects.toMatchObject({ code: 'data' })
})
