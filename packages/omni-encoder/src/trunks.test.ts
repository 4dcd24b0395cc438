import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { omniEncoder } from '@towerkit/omni-encoder'
import type { SoundPreset } from '@towerkit/media'
import { randomModel, tinyNoise, tinyOmni, tinyTokenizer, wholeItem } from './testing/tiny-omni.ts'
import { reduceMean, tanh } from '@towerkit/graph'

const sizes = {
  vocab_size: 96,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 64,
}
const configs = {
  roberta: { model_type: 'roberta', ...sizes, pad_token_id: 1, type_vocab_size: 1 },
  modernbert: { model_type: 'modernbert', ...sizes, local_attention: 8, pad_token_id: 0 },
  mpnet: { model_type: 'mpnet', ...sizes, pad_token_id: 0 },
  qwen3: { model_type: 'qwen3', ...sizes, num_key_value_heads: 1, head_dim: 8 },
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-trunks-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const apart = (a: { readonly data: Float32Array }, b: { readonly data: Float32Array }) =>
  Math.max(...a.data.map((value, i) => Math.abs(value - b.data[i]!)))

it.each(Object.entries(configs))('has the blocks of %s as trunk, as fusion, and both', async (_name, config) => {
  for (const textBlocks of [0, 1, 2]) {
    const folder = await temporaryFolder()
    await using encoder = await tinyOmni({ text: { config, tokenizer: tinyTokenizer }, textBlocks })
    const items = [wholeItem, { text: 'a green field' }, { text: { title: 'red', ocr: 'sale' } }]
    const vectors = await encoder.encode(items)
    expect(apart(vectors, { data: (await encoder.encode(items.toReversed())).data })).toBeGreaterThan(1e-3)
    await encoder.save(folder, { onnx: false })
    await using opened = await omniEncoder(folder, { session: { threads: 1 } })
    expect(apart(vectors, await opened.encode(items))).toBeLessThan(1e-5)
  }
})

it('reads the spectrogram of a sound, in pieces that are averaged to one token', async () => {
  const preset: SoundPreset = {
    spectrogram: {
      sampleRate: 1000,
      window: 50,
      hop: 20,
      centred: true,
      filters: { bands: 6, from: 0, to: 500, scale: 'htk', equalArea: false },
      floor: 1e-10,
      logarithm: 'natural',
    },
    pieceSamples: 10_000,
    pieceFrames: 500,
    fill: 'repeat',
    layout: 'bands, frames',
  }
  const model = randomModel('bands', ['batch', 6, 500], (_parameters, x) => reduceMean(tanh(x), [2]))
  const folder = await temporaryFolder()
  await using encoder = await tinyOmni({ sound: { model, preset } })
  const long = tinyNoise(1, 20)
  const [samples] = long.channels
  const pieces = [samples!.slice(0, 10_000), samples!.slice(10_000)].map(channel => ({
    sampleRate: 1000,
    channels: [channel],
  }))
  const items = [{ sound: long }, ...pieces.map(sound => ({ sound }))]
  const vectors = await encoder.encode(items)
  expect(apart(await encoder.encode(items.slice(0, 1)), await encoder.encode(items.slice(1, 2)))).toBeGreaterThan(1e-5)
  await encoder.save(folder)
  await using opened = await omniEncoder(folder, { session: { threads: 1 } })
  expect(apart(vectors, await opened.encode(items))).toBeLessThan(1e-5)
})
