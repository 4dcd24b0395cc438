import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { textEncoder } from '@towerkit/text-encoder'
import { newFolder } from '../testing/new-folder.ts'
import { session, texts, tinyTextEncoder } from '../testing/tiny-encoders.ts'

const encoder = tinyTextEncoder()
let original: string
beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'towerkit-encoder-'))
  await encoder.save(original)
})
afterAll(async () => {
  await encoder.close()
  await rm(original, { recursive: true })
})

async function savedFolder(): Promise<string> {
  const folder = await newFolder()
  await cp(original, folder, { recursive: true })
  return folder
}

async function changeJson(path: string, change: Record<string, unknown>): Promise<void> {
  await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), ...change }))
}

it.each<[string, (folder: string) => Promise<void>, string]>([
  ['no config.json', folder => rm(join(folder, 'config.json')), 'data'],
  ['a config.json that is not JSON', folder => writeFile(join(folder, 'config.json'), '{'), 'data'],
  ['another architecture', folder => changeJson(join(folder, 'config.json'), { model_type: 'gpt2' }), 'unsupported'],
  ['another activation', folder => changeJson(join(folder, 'config.json'), { hidden_act: 'mish' }), 'unsupported'],
  ['heads that do not divide', folder => changeJson(join(folder, 'config.json'), { num_attention_heads: 3 }), 'data'],
  ['a width that is no number', folder => changeJson(join(folder, 'config.json'), { hidden_size: 'wide' }), 'data'],
  ['weights of another size', folder => changeJson(join(folder, 'config.json'), { intermediate_size: 64 }), 'data'],
  ['layers without weights', folder => changeJson(join(folder, 'config.json'), { num_hidden_layers: 3 }), 'data'],
  [
    'no weights',
    async folder => {
      await rm(join(folder, 'model.safetensors'))
      await rm(join(folder, 'onnx'), { recursive: true })
    },
    'data',
  ],
  [
    'truncated weights',
    async folder =>
      writeFile(
        join(folder, 'model.safetensors'),
        (await readFile(join(folder, 'model.safetensors'))).subarray(0, 500),
      ),
    'data',
  ],
  [
    'an unknown module',
    async folder => writeFile(join(folder, 'modules.json'), JSON.stringify([{ path: '', type: 'a.b.LSTM' }])),
    'unsupported',
  ],
  [
    'a pooling that is not there',
    folder => changeJson(join(folder, '1_Pooling', 'config.json'), { pooling_mode: 'attention' }),
    'unsupported',
  ],
  ['a vocabulary larger than the table', folder => changeJson(join(folder, 'config.json'), { vocab_size: 10 }), 'data'],
])('refuses a folder with %s', async (_name, damage, code) => {
  const folder = await savedFolder()
  await damage(folder)
  await expect(textEncoder(folder)).rejects.toMatchObject({ code })
})

it('opens a folder that has its weights in an ONNX model only, with the same vectors', async () => {
  const folder = await savedFolder()
  await rm(join(folder, 'model.safetensors'))
  await using opened = await textEncoder(folder, { session })
  expect((await opened.encode(texts)).data).toEqual((await encoder.encode(texts)).data)
})
