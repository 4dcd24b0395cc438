import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import {
  concat,
  createParameters,
  Graph,
  initialize,
  productOf,
  reshape,
  writeOnnx,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { compareWithGolden, type GoldenCase, type RunModel } from '@towerkit/graph/testing'
import { createSession } from '@towerkit/runtime'
import { backboneParameters } from '../backbone-parameters.ts'
import { featureMaps } from './feature-maps.ts'
import { imageArchitectures, imageBackbone } from './image-architectures.ts'

interface Golden extends GoldenCase {
  readonly provenance: string
  readonly config: Readonly<Record<string, unknown>>
}

const folder = new URL('./__golden__/', import.meta.url)
const goldens = readdirSync(folder).map(
  name => [name.replace('.json', ''), JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Golden] as const,
)
const configOf = (name: string) => goldens.find(([other]) => other === name)![1].config
const run: RunModel = async (model, feeds, { optimized }) => {
  await using session = await createSession(model, { optimization: optimized ? 'all' : 'disabled', threads: 1 })
  return session.run(feeds)
}

describe.each(goldens)('%s', (name, golden) => {
  const isHidden = name.endsWith('hidden')
  const isMaps = name.includes('-map')
  const build = (parameters: Parameters, inputs: Readonly<Record<string, Value>>) => {
    const backbone = imageBackbone(golden.config)
    if (isMaps) {
      const { maps } = featureMaps(backbone, parameters, inputs)
      return concat(
        maps.map(({ map }) => reshape(map, [map.shape[0]!, productOf(map.shape.slice(1))])),
        1,
      )
    }
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
        .filter(([parameter]) => !((isHidden || isMaps) && parameter.startsWith('layernorm.')))
        .map(([parameter, { shape }]) => [parameter, shape]),
    )
    expect(shapes).toEqual(
      Object.fromEntries(Object.entries(golden.parameters).map(([parameter, { shape }]) => [parameter, shape])),
    )
  })
})

it.each(['vit', 'convnext'])('%s: one graph of symbolic height and width serves every size', async name => {
  const { config } = goldens.find(([other]) => other === name)![1]
  const build = (size: readonly [number | string, number | string], batch: number | string) => {
    const backbone = imageBackbone(config, { size })
    const graph = new Graph()
    const parameters = createParameters(graph)
    const pixels = graph.input('pixel_values', 'float32', [batch, backbone.channels, ...size])
    const { maps, hidden } = featureMaps(backbone, parameters, { pixel_values: pixels })
    maps.forEach(({ map }, stage) => graph.output(`map ${stage}`, map))
    graph.output('norm', backbone.norm(parameters, hidden))
    return writeOnnx(graph, { weights: initialize(backboneParameters(backbone), { seed: 2 }) })
  }
  const random = seededRandom(4)
  const any = build(['height', 'width'], 'batch')
  for (const [height, width] of [
    [16, 16],
    [12, 20],
    [24, 8],
  ] as const) {
    const data = Float32Array.from({ length: 3 * height * width }, () => random() - 0.5)
    const feeds = { pixel_values: { dtype: 'float32' as const, shape: [1, 3, height, width], data } }
    const expected = await run(build([height, width], 1), feeds, { optimized: true })
    const found = await run(any, feeds, { optimized: true })
    for (const [output, { shape, data: numbers }] of Object.entries(expected)) {
      expect(found[output]!.shape).toEqual(shape)
      numbers.forEach((value, i) => expect(Number(found[output]!.data[i])).toBeCloseTo(Number(value), 4))
    }
  }
})

it('says where stages end, and at which strides', () => {
  const published = imageBackbone({ model_type: 'convnext' })
  expect(published.stages.map(({ depth, stride, width }) => [depth, stride[0], width])).toEqual([
    [3, 4, 96],
    [6, 8, 192],
    [15, 16, 384],
    [18, 32, 768],
  ])
  expect(imageBackbone(configOf('vit')).stages).toEqual([{ depth: 2, stride: [4, 4], width: 8 }])
})

it('covers every architecture', () => {
  expect(
    Object.keys(imageArchitectures).filter(type => !goldens.some(([, { config }]) => config['model_type'] === type)),
  ).toEqual([])
})

it.each<[string, string, Record<string, unknown>, string]>([
  ['another architecture', 'vit', { model_type: 'swin' }, 'unsupported'],
  ['no architecture', 'vit', { model_type: undefined }, 'data'],
  ['an unknown activation', 'convnext', { hidden_act: 'gelu_10' }, 'unsupported'],
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
