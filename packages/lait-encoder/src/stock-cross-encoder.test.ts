import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tensor, writeSafetensors } from '@towerkit/runtime'
import { laitEncoder } from '@towerkit/lait-encoder'

interface Case {
  readonly config: { readonly architectures: readonly string[]; readonly [field: string]: unknown }
  readonly tokenizer: object
  readonly tokenizer_config: object
  readonly logits: readonly (readonly number[])[]
  readonly weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: string }>>
}

const { pairs, cases } = JSON.parse(
  readFileSync(new URL('./__golden__/cross-encoders.json', import.meta.url), 'utf8'),
) as { readonly pairs: readonly (readonly [string, string])[]; readonly cases: Readonly<Record<string, Case>> }

/** The folder that transformers would write. */
async function folderOf(
  { config, tokenizer, tokenizer_config, weights }: Case,
  { without, settings = {} }: { readonly without?: RegExp; readonly settings?: object } = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-cross-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer))
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(tokenizer_config))
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, ...settings }))
  const kept = Object.entries(weights).filter(([name]) => !without?.test(name))
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    Object.fromEntries(kept.map(([name, { shape, data }]) => [name, tensor('float32', shape, floatsOf(data))])),
  )
  return folder
}

function floatsOf(data: string): Float32Array {
  const bytes = Buffer.from(data, 'base64')
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

const session = { threads: 1 }

describe.each(Object.entries(cases))('%s', (_name, known) => {
  it('gives the logits of transformers, from its folder and from one that was saved', async () => {
    const folder = await folderOf(known)
    await using encoder = await laitEncoder({ backbone: folder, session })
    const close = ({ data }: { readonly data: ArrayLike<number> }) =>
      known.logits.flat().forEach((value, i) => expect(Math.abs(data[i]! - value)).toBeLessThan(1e-5))
    close(await encoder.predict(pairs))
    await encoder.save(join(folder, 'saved'), { onnx: false })
    await using saved = await laitEncoder({ backbone: join(folder, 'saved'), session })
    close(await saved.predict(pairs))
  })

  it('is refused where its head is not in the weights', async () => {
    const folder = await folderOf(known, { without: /classifier|pooler|^score|^head/ })
    await expect(laitEncoder({ backbone: folder, session })).rejects.toMatchObject({ code: 'data' })
    await using embedding = await laitEncoder({ backbone: folder, head: 'embedding', session })
    expect(embedding.dimensions).toBe(8)
  })
})

it('scores the same with the head that is asked for, and refuses another number of labels', async () => {
  const folder = await folderOf(cases['xlm-roberta']!)
  await using encoder = await laitEncoder({ backbone: folder, head: 'score', seed: 7, session })
  const { data } = await encoder.score([pairs[0]![0]], [pairs[0]![1]])
  expect(data[0]).toBeCloseTo(cases['xlm-roberta']!.logits[0]![0]!, 5)
  await expect(laitEncoder({ backbone: folder, head: { classes: 3 } })).rejects.toMatchObject({ code: 'argument' })
})

it.each([
  { sentence_transformers: { activation_fn: 'torch.nn.modules.activation.Sigmoid' } },
  { sbert_ce_default_activation_function: 'torch.nn.modules.activation.Sigmoid' },
])('puts the activation of a CrossEncoder over its logits: %j', async settings => {
  const known = cases['roberta']!
  const folder = await folderOf(known, { settings })
  await using encoder = await laitEncoder({ backbone: folder, session })
  const { data } = await encoder.predict(pairs)
  known.logits.flat().forEach((value, i) => expect(data[i]).toBeCloseTo(1 / (1 + Math.exp(-value)), 5))
  await using raw = await laitEncoder({ backbone: folder, activation: 'identity', session })
  expect((await raw.predict(pairs)).data[1]).toBeCloseTo(known.logits[1]![0]!, 5)
})

it('refuses an activation that it cannot compute', async () => {
  const folder = await folderOf(cases['bert']!, { settings: { sentence_transformers: { activation_fn: 'my.Own' } } })
  await expect(laitEncoder({ backbone: folder })).rejects.toMatchObject({ code: 'unsupported' })
})
