/**
 * Opens randomly damaged model files: each must be read or be refused with one of this project's own errors, in bounded
 * time and memory. Fails on anything else:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/corrupted-files.ts [count, default 1000] [seed, default 1]
 *   [folder with .onnx files]
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError, seededRandom, TowerkitError } from '@towerkit/core'
import { backboneParameters, imageBackbone, loadTokenizer, textBackbone, trainWordPiece } from '@towerkit/backbones'
import { read, writeOnnx } from '@towerkit/graph'
import { readSafetensors, writeSafetensors, tensor } from '@towerkit/runtime'
import { damaged, withOddValue } from './corrupted-files/damaged.ts'
import { servingModel } from './corrupted-files/serving-model.ts'

const [count = '1000', seed = '1', models] = process.argv.slice(2)
const random = seededRandom(Number(seed))
const folder = await mkdtemp(join(tmpdir(), 'corrupted-'))
await writeSafetensors(
  join(folder, 'a.safetensors'),
  Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`layer.${i}.weight`, tensor('float32', [4, 5 + i])])),
  { metadata: { format: 'pt' } },
)
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const text = 'the quick brown fox jumps over the lazy dog 東京 naïve 123'
const tokenizer = trainWordPiece(
  Array.from({ length: 40 }, (_, i) => `${text} ${i}`),
  { vocabularySize: 300 },
)
const base = {
  vocab_size: 100,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  max_position_embeddings: 32,
  type_vocab_size: 1,
}
const configs: readonly (readonly [(config: object) => Parameters<typeof backboneParameters>[0], object])[] = [
  ...['bert', 'roberta', 'xlm-roberta', 'mpnet', 'modernbert'].map(
    model_type => [textBackbone, { model_type, ...base }] as const,
  ),
  [
    textBackbone,
    {
      model_type: 'distilbert',
      vocab_size: 100,
      dim: 16,
      n_layers: 2,
      n_heads: 2,
      hidden_dim: 24,
      max_position_embeddings: 32,
    },
  ],
  ...['qwen2', 'qwen3'].map(
    model_type => [textBackbone, { model_type, ...base, num_key_value_heads: 2, head_dim: 8 }] as const,
  ),
  [imageBackbone, { model_type: 'vit', ...base, image_size: 8, patch_size: 4 }],
  [imageBackbone, { model_type: 'convnext', hidden_sizes: [4, 6], depths: [1, 2], patch_size: 2 }],
]
const onnx = [
  writeOnnx(...servingModel()),
  ...(models
    ? await Promise.all(
        (await readdir(models, { recursive: true }))
          .filter(name => name.endsWith('.onnx'))
          .map(name => readFile(join(models, name))),
      )
    : []),
]
const safetensors = await readFile(join(folder, 'a.safetensors'))
await rm(folder, { recursive: true })

/** Each opens one damaged file of its kind. */
const kinds: Readonly<Record<string, (bytes: (whole: Uint8Array) => Uint8Array) => unknown>> = {
  safetensors: bytes => readSafetensors(bytes(safetensors)),
  'config.json': bytes => {
    const [make, config] = configs[Math.floor(random() * configs.length)]!
    // What is valid is built too, as long as it is no larger than a model can be.
    const backbone = make(damagedJson(config, bytes))
    return backbone.width <= 1024 && backbone.blocks.length <= 12 ? backboneParameters(backbone) : backbone
  },
  'tokenizer.json': bytes => loadTokenizer(damagedJson(tokenizer, bytes)).encodeBatch([text, ''], { maxLength: 20 }),
  onnx: bytes => read(bytes(onnx[Math.floor(random() * onnx.length)]!)),
}

/**
 * Half of the damaged JSON is damaged as text: what is then no JSON any more is refused by all readers of files alike.
 */
function damagedJson(json: object, bytes: (whole: Uint8Array) => Uint8Array): object {
  if (random() < 0.5) return withOddValue(json, random) as object
  try {
    return JSON.parse(new TextDecoder().decode(bytes(encode(json)))) as object
  } catch (cause) {
    throw new DataError('not JSON', { cause })
  }
}

console.log('kind | opened | read | refused | other errors | slowest ms')
let failures = 0
for (const [kind, open] of Object.entries(kinds)) {
  const counts = { read: 0, refused: 0, other: 0 }
  const codes = new Map<string, number>()
  let slowest = 0
  const share = Math.ceil(Number(count) / Object.keys(kinds).length)
  for (let i = 0; i < share; i++) {
    const started = performance.now()
    try {
      await open(whole => damaged(whole, random))
      counts.read++
    } catch (error) {
      if (TowerkitError.is(error)) {
        counts.refused++
        codes.set(error.code, (codes.get(error.code) ?? 0) + 1)
      } else {
        counts.other++
        if (counts.other <= 3) console.error(kind, error)
      }
    }
    slowest = Math.max(slowest, performance.now() - started)
  }
  failures += counts.other + (slowest > 5000 ? 1 : 0)
  console.log(
    [
      kind,
      share,
      counts.read,
      `${counts.refused} (${[...codes].map(([code, times]) => `${code} ${times}`).join(', ')})`,
      counts.other,
      slowest.toFixed(0),
    ].join(' | '),
  )
}
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`)
process.exitCode = failures > 0 ? 1 : 0
