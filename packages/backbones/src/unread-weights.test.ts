import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { initialize, type Tensor } from '@towerkit/graph'
import { contrastiveBackbone, contrastiveParameters } from './contrastive/contrastive-architectures.ts'
import { loadBackbone, loadContrastiveBackbone, loadImageBackbone, loadSoundBackbone } from './load-backbone.ts'
import { weights, weightsFolder, writeWeights } from './testing/weights-folder.ts'

const more = (shape: readonly number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((product, length) => product * length, 1)),
})

it.each(['', 'bert.'])(
  'refuses a further layer that config.json does not have, under the prefix "%s"',
  async prefix => {
    const folder = await weightsFolder()
    const stored = Object.fromEntries(Object.entries(weights).map(([name, weight]) => [prefix + name, weight]))
    await writeWeights(join(folder, 'model.safetensors'), {
      ...stored,
      [`${prefix}encoder.layer.1.output.dense.bias`]: more([4]),
    })
    await expect(loadBackbone(folder)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining(`such as "${prefix}encoder.layer.1.output.dense.bias"`),
    })
  },
)

it('leaves out other parts of a model, and numbers that are no weights', async () => {
  const folder = await weightsFolder()
  await writeWeights(join(folder, 'model.safetensors'), {
    ...weights,
    'pooler.dense.weight': more([4, 4]),
    'classifier.weight': more([2, 4]),
    'embeddings.position_ids': more([1, 5]),
  })
  expect(Object.keys((await loadBackbone(folder)).weights).toSorted()).toEqual(Object.keys(weights).toSorted())
})

const tower = { hidden_size: 8, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 10 }
const clip = {
  model_type: 'clip',
  projection_dim: 4,
  text_config: { ...tower, vocab_size: 9, max_position_embeddings: 5, eos_token_id: 8 },
  vision_config: { ...tower, image_size: 4, patch_size: 2 },
}

it('reads both towers of CLIP, or its pictures only, and refuses what neither has', async () => {
  const folder = await weightsFolder()
  const stored = initialize(contrastiveParameters(contrastiveBackbone(clip)), { seed: 3 })
  await writeFile(join(folder, 'config.json'), JSON.stringify(clip))
  const path = join(folder, 'model.safetensors')
  await writeWeights(path, { ...stored, 'text_model.embeddings.position_ids': more([1, 5]) })
  const { backbone, weights: both } = await loadContrastiveBackbone(folder)
  expect(both).toEqual(stored)
  expect(backbone.width).toBe(4)
  const { weights: pictures } = await loadImageBackbone(folder)
  expect(pictures['embeddings.class_embedding']).toEqual(stored['vision_model.embeddings.class_embedding'])
  expect(Object.keys(pictures)).toHaveLength(Object.keys(stored).filter(name => name.startsWith('vision')).length)
  await writeWeights(path, { ...stored, 'text_model.encoder.layers.1.mlp.fc1.bias': more([10]) })
  await expect(loadContrastiveBackbone(folder)).rejects.toMatchObject({ code: 'data' })
  await expect(loadSoundBackbone(folder)).rejects.toMatchObject({ code: 'unsupported' })
})
