import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { initialize, cast, mul, reshape, type Parameters, type Value } from '@towerkit/graph'
import { compareWithGolden, type GoldenCase, type RunModel } from '@towerkit/graph/testing'
import { createSession } from '@towerkit/runtime'
import { backboneParameters } from '../backbone-parameters.ts'
import { textArchitectures, textBackbone } from './text-architectures.ts'

interface Golden extends GoldenCase {
  readonly provenance: string
  readonly config: Readonly<Record<string, unknown>>
}

const folder = new URL('./__golden__/', import.meta.url)
const goldens = readdirSync(folder).map(
  name => [name.replace('.json', ''), JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Golden] as const,
)
const run: RunModel = async (model, feeds, { optimized }) => {
  await using session = await createSession(model, { optimization: optimized ? 'all' : 'disabled', threads: 1 })
  return session.run(feeds)
}
const symbols = { input_ids: ['batch', 'sequence'], attention_mask: ['batch', 'sequence'] }

/** Hidden states of tokens; zeros at padding. */
function build(config: object) {
  const backbone = textBackbone(config)
  return (parameters: Parameters, inputs: Readonly<Record<string, Value>>) => {
    const mask = inputs['attention_mask']!
    const hidden = backbone.norm(
      parameters,
      backbone.blocks.reduce((state, block) => block(parameters, state, { mask }), backbone.embed(parameters, inputs)),
    )
    return mul(hidden, reshape(cast(mask, hidden.dtype), ['batch', 'sequence', 1]))
  }
}

describe.each(goldens)('%s', (_name, golden) => {
  it('has the hidden states and all gradients of transformers', async () => {
    for (const [dtype, bounds] of [
      ['float64', [1e-6, 1e-6]],
      ['float32', [1e-5, 1e-4]],
    ] as const) {
      const { output, ...gradients } = await compareWithGolden(build(golden.config), golden, { run, dtype, symbols })
      expect(output).toBeLessThan(bounds[0])
      for (const [name, error] of Object.entries(gradients)) expect(error, name).toBeLessThan(bounds[1])
    }
  })

  it('takes the same weights at random, of the same shapes', () => {
    const weights = initialize(backboneParameters(textBackbone(golden.config)), { seed: 1 })
    expect(Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape]))).toEqual(
      Object.fromEntries(Object.entries(golden.parameters).map(([name, { shape }]) => [name, shape])),
    )
  })
})

const configOf = (name: string) => goldens.find(([other]) => other === name)![1].config

it('covers every architecture', () => {
  expect(
    Object.keys(textArchitectures).filter(
      type => type !== 'camembert' && !goldens.some(([, { config }]) => config['model_type'] === type),
    ),
  ).toEqual([])
})

describe('config.json of transformers 4', () => {
  const parametersOf = (config: object) =>
    backboneParameters(textBackbone(config))
      .list()
      .map(({ name }) => name)

  it('says the same as that of transformers 5', async () => {
    const { rope_parameters: _rope, layer_types: _types, ...modern } = configOf('modernbert')
    const legacyModern = {
      ...modern,
      global_attn_every_n_layers: 3,
      global_rope_theta: 160_000,
      local_rope_theta: 10_000,
    }
    const { rope_parameters: _parameters, layer_types: _kinds, ...qwen } = configOf('qwen3')
    for (const [name, legacy] of [
      ['modernbert', legacyModern],
      ['qwen3', { ...qwen, rope_theta: 1_000_000, rope_scaling: null }],
    ] as const) {
      const golden = goldens.find(([other]) => other === name)![1]
      expect(parametersOf(legacy)).toEqual(parametersOf(golden.config))
      expect((await compareWithGolden(build(legacy), golden, { run, symbols })).output).toBeLessThan(1e-6)
    }
  })
})

it.each<[string, string, Record<string, unknown>, string]>([
  ['another architecture', 'bert', { model_type: 'gpt2' }, 'unsupported'],
  ['an unknown activation', 'bert', { hidden_act: 'gelu_10' }, 'unsupported'],
  ['relative positions', 'roberta', { position_embedding_type: 'relative_key' }, 'unsupported'],
  ['a decoder', 'bert', { is_decoder: true }, 'unsupported'],
  ['cross attention', 'roberta', { add_cross_attention: true }, 'unsupported'],
  [
    'stretched positions',
    'qwen3',
    { rope_parameters: { rope_type: 'yarn', factor: 4, rope_theta: 1e6 } },
    'unsupported',
  ],
  [
    'stretched positions as before',
    'qwen2',
    { rope_parameters: null, rope_scaling: { type: 'linear', factor: 2 } },
    'unsupported',
  ],
  ['sliding windows', 'qwen2', { use_sliding_window: true }, 'unsupported'],
  [
    'an unknown kind of layer',
    'modernbert',
    { layer_types: ['full_attention', 'linear_attention', 'full_attention', 'full_attention'] },
    'unsupported',
  ],
  ['too few kinds of layers', 'modernbert', { layer_types: ['full_attention'] }, 'data'],
  ['no width', 'mpnet', { hidden_size: null }, 'data'],
  ['a width that is no number', 'distilbert', { dim: 'wide' }, 'data'],
  ['heads that do not divide', 'bert', { num_attention_heads: 3 }, 'data'],
  ['more layers than any model has', 'bert', { num_hidden_layers: 2 ** 30 }, 'data'],
  ['padding beyond the places', 'roberta', { pad_token_id: 11 }, 'data'],
  ['a rate of 1', 'bert', { hidden_dropout_prob: 1 }, 'data'],
  ['no type', 'bert', { model_type: undefined }, 'data'],
])('refuses %s', (_name, base, change, code) => {
  const config = { ...configOf(base), ...change }
  expect(() => textBackbone(config)).toThrow(expect.objectContaining({ code }))
  expect(() => textBackbone(config)).toThrow(/config\.json/)
})

it('answers 1,000 corrupted files with a typed error or a backbone', () => {
  const random = seededRandom(5)
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)]!
  const wrong: readonly unknown[] = [
    null,
    true,
    false,
    -1,
    0,
    1,
    1.5,
    3,
    2 ** 31,
    1e300,
    '',
    'x',
    'gelu',
    [],
    [null],
    {},
    { rope_type: 'default' },
    { rope_theta: -1 },
    { full_attention: 3 },
  ]
  let refused = 0
  for (let round = 0; round < 1000; round++) {
    const config: Record<string, unknown> = { ...pick(goldens)[1].config }
    for (let change = 0; change <= random() * 3; change++) config[pick(Object.keys(config))] = pick(wrong)
    try {
      backboneParameters(textBackbone(config))
    } catch (error) {
      if (!TowerkitError.is(error)) throw error
      refused++
    }
  }
  expect(refused).toBeGreaterThan(200)
  expect(refused).toBeLessThan(1000)
}, 30_000)
