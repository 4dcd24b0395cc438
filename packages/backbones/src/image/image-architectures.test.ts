import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { initialize, type Parameters, type Value } from '@towerkit/graph'
import { compareWithGolden, type GoldenCase, type RunModel } from '@towerkit/graph/testing'
import { createSession } from '@towerkit/runtime'
import { backboneParameters } from '../backbone-parameters.ts'
import { imageArchitectures, imageBackbone } from './image-architectures.ts'

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

describe.each(goldens)('%s', (name, golden) => {
  const isHidden = name.endsWith('hidden')
  const build = (parameters: Parameters, inputs: Readonly<Record<string, Value>>) => {
    const backbone = imageBackbone(golden.config)
    const hidden = backbone.blocks.reduce(
      (state, block) => block(parameters, state, {}),
      backbone.embed(parameters, inputs),
    )
    return isHidden ? hidden : backbone.norm(parameters, hidden)
  }

  it('has the hidden states and all gradients of transformers', async () => {
    for (const [dtype, bounds] of [
      ['float64', [1e-6, 1e-5]],
      ['float32', [1e-5, 1e-4]],
    ] as const) {
      const { output, ...gradients } = await compareWithGolden(build, golden, { run, dtype })
      expect(output).toBeLessThan(bounds[0])
      expect(Object.keys(gradients).length).toBe(Object.keys(golden.gradients).length)
      for (const [parameter, error] of Object.entries(gradients)) expect(error, parameter).toBeLessThan(bounds[1])
    }
  })

  it('takes the same weights at random, of the same shapes', () => {
    const weights = initialize(backboneParameters(imageBackbone(golden.config)), { seed: 1 })
    const shapes = Object.fromEntries(
      Object.entries(weights)
        .filter(([parameter]) => !(isHidden && parameter.startsWith('layernorm.')))
        .map(([parameter, { shape }]) => [parameter, shape]),
    )
    expect(shapes).toEqual(
      Object.fromEntries(Object.entries(golden.parameters).map(([parameter, { shape }]) => [parameter, shape])),
    )
  })
})

const configOf = (name: string) => goldens.find(([other]) => other === name)![1].config

it('covers every architecture', () => {
  expect(
    Object.keys(imageArchitectures).filter(type => !goldens.some(([, { config }]) => config['model_type'] === type)),
  ).toEqual([])
})

it.each<[string, string, Record<string, unknown>, string]>([
  ['another architecture', 'vit', { model_type: 'swin' }, 'unsupported'],
  ['no architecture', 'vit', { model_type: undefined }, 'data'],
  ['an unknown activation', 'convnext', { hidden_act: 'quick_gelu' }, 'unsupported'],
  ['maps without bias', 'vit', { qkv_bias: false }, 'unsupported'],
  ['patches that do not fit', 'vit', { patch_size: 3 }, 'data'],
  ['a size that is none', 'vit', { image_size: [8, 'x'] }, 'data'],
  ['heads that do not fit', 'vit', { num_attention_heads: 3 }, 'data'],
  ['stages that do not fit', 'convnext', { depths: [1] }, 'data'],
  ['a billion layers', 'convnext', { depths: [1e9, 1] }, 'data'],
  ['a negative scale', 'convnext', { layer_scale_init_value: -1 }, 'data'],
])('refuses %s', (_name, golden, change, code) => {
  expect(() => imageBackbone({ ...configOf(golden), ...change })).toThrow(expect.objectContaining({ code }))
})

it('answers 400 damaged configurations with a typed error or a backbone', () => {
  const random = seededRandom(3)
  const wrong = [null, -1, 0, 1.5, 1e300, 'x', [], {}, [[]], true, Number.NaN]
  for (let i = 0; i < 400; i++) {
    const config = { ...configOf(i % 2 === 0 ? 'vit' : 'convnext') }
    const fields = Object.keys(config)
    for (let k = 0; k <= i % 3; k++)
      config[fields[Math.floor(random() * fields.length)]!] = wrong[Math.floor(random() * wrong.length)]
    try {
      imageBackbone(config)
    } catch (error) {
      expect(TowerkitError.is(error), String(error)).toBe(true)
    }
  }
})
