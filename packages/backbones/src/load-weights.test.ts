import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createParameters, Graph, type Tensor } from '@towerkit/graph'
import { tensor, writeSafetensors } from '@towerkit/runtime'
import { loadBackbone } from './load-backbone.ts'
import { loadWeights } from './load-weights.ts'
import { weights, weightsFolder, writeWeights } from './testing/weights-folder.ts'

const renamed = (rename: (name: string) => string) =>
  Object.fromEntries(Object.entries(weights).map(([name, weight]) => [rename(name), weight]))

it.each(['', 'bert.', 'model.', '0.auto_model.'])(
  'finds the weights of a checkpoint under "%s", beside those of a head',
  async prefix => {
    const folder = await weightsFolder()
    await writeWeights(join(folder, 'model.safetensors'), {
      ...renamed(name => prefix + name),
      'cls.predictions.bias': tensor('float32', [9]) as Tensor,
      'classifier.weight': tensor('float32', [2, 4]) as Tensor,
    })
    expect((await loadBackbone(folder)).weights).toEqual(weights)
  },
)

it('reads the names that old checkpoints have', async () => {
  const folder = await weightsFolder()
  await writeWeights(
    join(folder, 'model.safetensors'),
    renamed(
      name => `bert.${name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')}`,
    ),
  )
  expect((await loadBackbone(folder)).weights).toEqual(weights)
})

it('reads shards', async () => {
  const folder = await weightsFolder()
  const entries = Object.entries(weights)
  const shards = {
    'model-00001-of-00002.safetensors': entries.slice(0, 8),
    'model-00002-of-00002.safetensors': entries.slice(8),
  }
  for (const [file, part] of Object.entries(shards)) await writeWeights(join(folder, file), Object.fromEntries(part))
  const map = Object.fromEntries(Object.entries(shards).flatMap(([file, part]) => part.map(([name]) => [name, file])))
  await writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map: map }))
  expect((await loadBackbone(folder)).weights).toEqual(weights)
  await writeFile(
    join(folder, 'model.safetensors.index.json'),
    JSON.stringify({ weight_map: { a: '../other.safetensors' } }),
  )
  await expect(loadBackbone(folder)).rejects.toMatchObject({ code: 'data' })
})

it('makes float32 of float16', async () => {
  const bits = Uint16Array.of(0x3c00, 0xbc00, 0x0000, 0x0001, 0x8001, 0x03ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x3555)
  const values = [
    1,
    -1,
    0,
    2 ** -24,
    -(2 ** -24),
    1023 * 2 ** -24,
    2 ** -14,
    65504,
    Infinity,
    -Infinity,
    0.333251953125,
  ]
  const folder = await weightsFolder()
  await writeSafetensors(join(folder, 'model.safetensors'), { w: { dtype: 'float16', shape: [11], data: bits } })
  const parameters = createParameters(new Graph())
  parameters.get('w', [11], () => new Float32Array(11))
  expect([...((await loadWeights(folder, parameters))['w']!.data as Float32Array)]).toEqual(values)
})
