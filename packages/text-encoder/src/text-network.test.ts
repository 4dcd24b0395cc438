import { expect, it } from 'vitest'
import { initialize } from '@towerkit/graph'
import { createTextEncoder, textEncoder, textEncoderOf, type TextEncoderParts } from '@towerkit/text-encoder'
import { expectClose } from './testing/expect-close.ts'
import { newFolder } from './testing/new-folder.ts'
import { session, texts, tinyConfigs, tinyTextEncoder, tokenizer } from './testing/tiny-encoders.ts'
import { networkParameters } from './text-network.ts'

const base = tinyTextEncoder().parts

/** The parts of a new encoder with changes to its network, and weights for it. */
function changed(
  parts: TextEncoderParts,
  network: Partial<TextEncoderParts['network']>,
  rest: Partial<TextEncoderParts> = {},
): TextEncoderParts {
  const whole = { ...parts.network, ...network }
  return { ...parts, ...rest, network: whole, weights: initialize(networkParameters(whole), { seed: 1 }) }
}

it('saves several dense layers with activations, with and without bias, and several poolings', async () => {
  const dense = [
    { dimensions: 10, bias: true, activation: 'Tanh' as const },
    { dimensions: 10, bias: false, activation: 'GELU' as const, residual: true },
    { dimensions: 6, bias: false, activation: 'Identity' as const, residual: true },
  ]
  const parts = changed(base, { pooling: ['cls', 'mean'], dense })
  const folder = await newFolder()
  await using before = textEncoderOf(parts, { session })
  await before.save(folder)
  await using after = await textEncoder(folder, { session })
  expect(after.dimensions).toBe(6)
  expect(after.parts.network).toMatchObject({ pooling: ['cls', 'mean'], dense })
  expect((await after.encode(texts)).data).toEqual((await before.encode(texts)).data)
})

it('leaves the prompt out of the pooling if the folder says so', async () => {
  const prompts = { query: 'read ', other: 'watch ' }
  await using without = textEncoderOf(changed(base, { includePrompt: false }, { prompts, defaultPrompt: 'other' }), {
    session,
  })
  await using whole = textEncoderOf(changed(base, { includePrompt: true }, { prompts, defaultPrompt: 'other' }), {
    session,
  })
  expect((await without.encodeQueries(texts)).data).not.toEqual((await whole.encodeQueries(texts)).data)
  expectClose(await without.encode(texts, { prompt: '' }), await whole.encode(texts, { prompt: '' }))
  expectClose(await whole.encode(['a file']), await whole.encode(['watch a file'], { prompt: '' }))

  const folder = await newFolder()
  await without.save(folder)
  await using opened = await textEncoder(folder, { session })
  expect(opened.parts).toMatchObject({ prompts, defaultPrompt: 'other', network: { includePrompt: false } })
  expect((await opened.encode(texts)).data).toEqual((await without.encode(texts)).data)
})

it('pads on the side that the tokenizer says, without a difference for a decoder', async () => {
  const parts = createTextEncoder({ config: tinyConfigs['qwen3']!, tokenizer }).parts
  const settings = {
    tokenizerConfig: { padding_side: 'left', pad_token: { content: '[PAD]' } },
    specialTokens: {},
    transformer: {},
    whole: {},
  }
  for (const pooling of ['lasttoken', 'mean', 'weightedmean', 'cls'] as const) {
    const network = { ...parts.network, pooling: [pooling] }
    await using left = textEncoderOf({ ...parts, network, settings }, { session })
    await using right = textEncoderOf({ ...parts, network }, { session })
    expect((left.tower('query')!.collate(texts)['attention_mask']!.data as BigInt64Array)[0]).toBe(0n)
    expectClose(await left.encode(texts), await right.encode(texts))
  }
})
