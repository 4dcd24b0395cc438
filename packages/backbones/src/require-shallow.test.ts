import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { imageBackbone } from './image/image-architectures.ts'
import { readJson } from './read-json.ts'
import { requireShallow } from './require-shallow.ts'
import { textBackbone } from './text/text-architectures.ts'
import { loadTokenizer } from './tokenizer/tokenizer.ts'

const text = {
  lists: '['.repeat(100_000) + ']'.repeat(100_000),
  objects: '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
}
const config = {
  vocab_size: 10,
  hidden_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 4,
  max_position_embeddings: 8,
  type_vocab_size: 1,
  image_size: 4,
  patch_size: 2,
  hidden_sizes: [4],
  depths: [1],
}
const tokenizer = {
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
  model: { type: 'BPE', vocab: { a: 0 }, merges: [], unk_token: 'a' },
}

it.each(Object.entries(text))('deeply nested %s are a DataError in every field of every file', async (_, nested) => {
  const deep: unknown = JSON.parse(nested)
  for (const model_type of ['bert', 'modernbert', 'qwen3']) {
    for (const field of Object.keys(config))
      expect(() => textBackbone({ ...config, model_type, [field]: deep }), `${model_type} ${field}`).toThrow(DataError)
  }
  for (const model_type of ['vit', 'convnext']) {
    for (const field of Object.keys(config))
      expect(() => imageBackbone({ ...config, model_type, [field]: deep }), `${model_type} ${field}`).toThrow(DataError)
  }
  for (const field of Object.keys(tokenizer))
    expect(() => loadTokenizer({ ...tokenizer, [field]: deep }), field).toThrow(DataError)
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-nested-'))
  try {
    await writeFile(join(folder, 'config.json'), nested)
    await expect(readJson(join(folder, 'config.json'))).rejects.toThrow(DataError)
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('lets 100 levels through, and not one more', () => {
  const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown
  expect(() => requireShallow(nested(101), 'x')).not.toThrow()
  expect(() => requireShallow(nested(102), 'x')).toThrow(/^x: the JSON is nested more than 100 levels deep/)
})
