import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Tensor } from '@towerkit/graph'
import { tensor } from '@towerkit/runtime'
import { loadBackbone } from './load-backbone.ts'
import { weights, weightsFolder, writeWeights } from './testing/weights-folder.ts'

it.each<[string, (folder: string) => Promise<void>, string, RegExp]>([
  [
    'pickle files only',
    folder => writeFile(join(folder, 'pytorch_model.bin'), 'cos\nsystem'),
    'unsupported',
    /pytorch_model\.bin.*run code/,
  ],
  ['a checkpoint of Lightning only', folder => writeFile(join(folder, 'last.ckpt'), ''), 'unsupported', /last\.ckpt/],
  [
    'a damaged ONNX model only',
    async folder => {
      await mkdir(join(folder, 'onnx'))
      await writeFile(join(folder, 'onnx', 'model.onnx'), 'no model')
    },
    'data',
    /./,
  ],
  [
    'an empty ONNX folder only',
    async folder => void (await mkdir(join(folder, 'onnx'))),
    'data',
    /no model\.safetensors/,
  ],
  ['no weights', async () => {}, 'data', /no model\.safetensors/],
  [
    'a tensor missing',
    folder => writeWeights(join(folder, 'model.safetensors'), Object.fromEntries(Object.entries(weights).slice(1))),
    'data',
    /lack 1 tensors/,
  ],
  [
    'another shape',
    folder =>
      writeWeights(join(folder, 'model.safetensors'), {
        ...weights,
        'embeddings.LayerNorm.bias': tensor('float32', [5]) as Tensor,
      }),
    'data',
    /\[5\]/,
  ],
  [
    'whole numbers',
    folder =>
      writeWeights(join(folder, 'model.safetensors'), {
        ...weights,
        'embeddings.LayerNorm.bias': tensor('int8', [4]) as Tensor,
      }),
    'unsupported',
    /int8/,
  ],
])('refuses a folder with %s', async (_name, fill, code, message) => {
  const folder = await weightsFolder()
  await fill(folder)
  await expect(loadBackbone(folder)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
})
