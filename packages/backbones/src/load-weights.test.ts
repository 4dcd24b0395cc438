import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { add, createParameters, gemm, Graph, initialize, matmul, writeOnnx, type Weight } from '@towerkit/graph'
import { tensor, writeSafetensors } from '@towerkit/runtime'
import { backboneParameters } from './backbone-parameters.ts'
import { loadBackbone } from './load-backbone.ts'
import { loadWeights } from './load-weights.ts'
import { textBackbone } from './text/text-architectures.ts'

const config = {
  model_type: 'bert',
  vocab_size: 9,
  hidden_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 5,
}
const weights = initialize(backboneParameters(textBackbone(config)), { seed: 1 })

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-weights-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  return folder
}

const write = (path: string, tensors: Readonly<Record<string, Weight>>) => writeSafetensors(path, tensors as never)
const renamed = (rename: (name: string) => string) =>
  Object.fromEntries(Object.entries(weights).map(([name, weight]) => [rename(name), weight]))

it.each(['', 'bert.', 'model.', '0.auto_model.'])(
  'finds the weights of a checkpoint under "%s", beside those of a head',
  async prefix => {
    const folder = await newFolder()
    await write(join(folder, 'model.safetensors'), {
      ...renamed(name => prefix + name),
      'cls.predictions.bias': tensor('float32', [9]) as Weight,
      'classifier.weight': tensor('float32', [2, 4]) as Weight,
    })
    expect((await loadBackbone(folder)).weights).toEqual(weights)
  },
)

it('reads the names that old checkpoints have', async () => {
  const folder = await newFolder()
  await write(
    join(folder, 'model.safetensors'),
    renamed(
      name => `bert.${name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')}`,
    ),
  )
  expect((await loadBackbone(folder)).weights).toEqual(weights)
})

it('reads shards', async () => {
  const folder = await newFolder()
  const entries = Object.entries(weights)
  const shards = {
    'model-00001-of-00002.safetensors': entries.slice(0, 8),
    'model-00002-of-00002.safetensors': entries.slice(8),
  }
  for (const [file, part] of Object.entries(shards)) await write(join(folder, file), Object.fromEntries(part))
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
  const folder = await newFolder()
  await writeSafetensors(join(folder, 'model.safetensors'), { w: { dtype: 'float16', shape: [11], data: bits } })
  const parameters = createParameters(new Graph())
  parameters.get('w', [11], () => new Float32Array(11))
  expect([...((await loadWeights(folder, parameters))['w']!.data as Float32Array)]).toEqual(values)
})

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
    folder => write(join(folder, 'model.safetensors'), Object.fromEntries(Object.entries(weights).slice(1))),
    'data',
    /lack 1 tensors/,
  ],
  [
    'another shape',
    folder =>
      write(join(folder, 'model.safetensors'), {
        ...weights,
        'embeddings.LayerNorm.bias': tensor('float32', [5]) as Weight,
      }),
    'data',
    /\[5\]/,
  ],
  [
    'whole numbers',
    folder =>
      write(join(folder, 'model.safetensors'), {
        ...weights,
        'embeddings.LayerNorm.bias': tensor('int8', [4]) as Weight,
      }),
    'unsupported',
    /int8/,
  ],
])('refuses a folder with %s', async (_name, fill, code, message) => {
  const folder = await newFolder()
  await fill(folder)
  await expect(loadBackbone(folder)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
})

it('takes weights out of an ONNX model, with matrices that exporters turned round and numbered', async () => {
  const graph = new Graph()
  const stored: Record<string, Weight> = {}
  const weight = (name: string, shape: readonly number[]) => {
    stored[name] = {
      dtype: 'float32',
      shape,
      data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i + name.length),
    }
    return graph.input(name, 'float32', shape)
  }
  const first = add(
    weight('model.a.bias', [3]),
    matmul(graph.input('x', 'float32', ['batch', 2]), weight('onnx::MatMul_7', [2, 3])),
  )
  const second = gemm(first, weight('model.b.weight', [4, 3]), { bias: weight('model.b.bias', [4]), transposeB: true })
  graph.output('y', gemm(second, weight('val_2', [4, 2]), { bias: weight('model.c.bias', [2]) }))
  const folder = await newFolder()
  await mkdir(join(folder, 'onnx'))
  await writeFile(join(folder, 'onnx', 'model.onnx'), writeOnnx(graph, { weights: stored }))
  const parameters = createParameters(new Graph())
  for (const [name, shape] of [
    ['a.weight', [3, 2]],
    ['a.bias', [3]],
    ['b.weight', [4, 3]],
    ['c.weight', [2, 4]],
  ] as const)
    parameters.get(name, shape, size => new Float32Array(size.length))
  const loaded = await loadWeights(folder, parameters)
  const numbers = (name: string) => [...(loaded[name]!.data as Float32Array)]
  const first7 = 'onnx::MatMul_7'.length
  expect(numbers('a.weight')).toEqual([0, 3, 1, 4, 2, 5].map(value => value + first7))
  expect(numbers('b.weight')).toEqual([...(stored['model.b.weight']!.data as Float32Array)])
  expect(numbers('c.weight')).toEqual([0, 2, 4, 6, 1, 3, 5, 7].map(value => value + 'val_2'.length))
})
