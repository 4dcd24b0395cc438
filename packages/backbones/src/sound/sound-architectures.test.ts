import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import {
  createParameters,
  Graph,
  initialize,
  writeOnnx,
  type Parameters,
  type Value,
  type Tensor,
} from '@towerkit/graph'
import { compareWithGolden, type GoldenCase, type RunModel } from '@towerkit/graph/testing'
import { createSession } from '@towerkit/runtime'
import { backboneParameters } from '../backbone-parameters.ts'
import { runTower } from '../contrastive/run-tower.ts'
import { soundArchitectures, soundBackbone } from './sound-architectures.ts'
import type { SoundBackbone } from './sound-backbone.ts'

interface Golden extends GoldenCase {
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

describe.each(goldens)('%s', (_name, golden) => {
  const backbone = soundBackbone(golden.config)
  const build = (parameters: Parameters, inputs: Readonly<Record<string, Value>>) =>
    runTower(backbone, parameters, inputs)

  it('has the hidden states and all gradients of transformers', async () => {
    for (const [dtype, bounds] of [
      ['float64', [1e-6, 1e-5]],
      ['float32', [1e-5, 1e-4]],
    ] as const) {
      const { output, ...gradients } = await compareWithGolden(build, golden, { run, dtype })
      expect(output).toBeLessThan(bounds[0])
      for (const [parameter, error] of Object.entries(gradients)) expect(error, parameter).toBeLessThan(bounds[1])
    }
  })

  it('takes the same weights at random, of the same shapes, and declares its input', () => {
    const weights = initialize(backboneParameters(backbone), { seed: 1 })
    expect(Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape]))).toEqual(
      Object.fromEntries(Object.entries(golden.parameters).map(([name, { shape }]) => [name, shape])),
    )
    expect(backbone.inputs[backbone.input]!.shape.slice(1)).toEqual(golden.inputs[backbone.input]!.shape.slice(1))
  })
})

it('reads pieces of Whisper that are shorter than 30 s as a model with only the first positions does', async () => {
  const config = configOf('whisper')
  const weights = initialize(backboneParameters(soundBackbone(config)), { seed: 2 })
  const table = weights['embed_positions.weight']!
  const shorter = { ...weights, 'embed_positions.weight': { ...table, shape: [3, 8], data: table.data.slice(0, 24) } }
  const hidden = async (backbone: SoundBackbone, stored: Record<string, Tensor>) => {
    const graph = new Graph()
    const features = graph.input('input_features', 'float32', [1, backbone.bands, backbone.frames])
    graph.output('hidden', runTower(backbone, createParameters(graph), { input_features: features }))
    const data = Float32Array.from({ length: 30 }, (_, i) => Math.sin(i))
    const input = { dtype: 'float32', shape: [1, 5, 6], data } as const
    return (await run(writeOnnx(graph, { weights: stored }), { input_features: input }, { optimized: true }))['hidden']!
  }
  const found = await hidden(soundBackbone(config, { frames: 6 }), weights)
  expect(found.shape).toEqual([1, 3, 8])
  expect(found).toEqual(await hidden(soundBackbone({ ...config, max_source_positions: 3 }), shorter as typeof weights))
  expect(() => backboneParameters(soundBackbone(config, { frames: 13 }))).toThrow(
    expect.objectContaining({ code: 'shape', message: expect.stringContaining('13 frames') }),
  )
})

it('covers every architecture', () => {
  expect(
    Object.keys(soundArchitectures).filter(type => !goldens.some(([, { config }]) => config['model_type'] === type)),
  ).toEqual([])
})

it.each<[string, string, Record<string, unknown>, object, string]>([
  ['another architecture', 'whisper', { model_type: 'wav2vec2' }, {}, 'unsupported'],
  ['no architecture', 'whisper', { model_type: null }, {}, 'data'],
  ['heads that do not fit', 'whisper', { encoder_attention_heads: 3 }, {}, 'data'],
  ['an unknown activation', 'whisper', { activation_function: 'gelu_10' }, {}, 'unsupported'],
  ['frames that are none', 'whisper', {}, { frames: 1.5 }, 'argument'],
  ['frames of AST', 'ast', {}, { frames: 8 }, 'argument'],
  ['patches larger than the spectrogram', 'ast', { patch_size: 11 }, {}, 'data'],
  ['maps without bias', 'ast', { qkv_bias: false }, {}, 'unsupported'],
])('refuses %s', (_name, golden, change, options, code) => {
  expect(() => soundBackbone({ ...configOf(golden), ...change }, options)).toThrow(expect.objectContaining({ code }))
})

it('answers 400 damaged configurations with a typed error or a backbone', () => {
  const random = seededRandom(3)
  const wrong = [null, -1, 0, 1.5, 1e300, 'x', [], {}, [[]], true, Number.NaN]
  let refused = 0
  for (let i = 0; i < 400; i++) {
    const config = { ...configOf(i % 2 === 0 ? 'whisper' : 'ast') }
    const fields = Object.keys(config)
    for (let k = 0; k <= i % 3; k++)
      config[fields[Math.floor(random() * fields.length)]!] = wrong[Math.floor(random() * wrong.length)]
    try {
      backboneParameters(soundBackbone(config))
    } catch (error) {
      expect(TowerkitError.is(error), String(error)).toBe(true)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(20)
})
