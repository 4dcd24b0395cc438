import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import {
  add,
  concat,
  initialize,
  l2Normalize,
  matmul,
  mul,
  transpose,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { compareWithGolden, type GoldenCase, type RunModel } from '@towerkit/graph/testing'
import { createSession } from '@towerkit/runtime'
import { contrastiveArchitectures, contrastiveBackbone, contrastiveParameters } from './contrastive-architectures.ts'

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

/** Embeddings of texts and pictures one behind the other, and the logits. */
function build(config: object) {
  const backbone = contrastiveBackbone(config)
  return (parameters: Parameters, inputs: Readonly<Record<string, Value>>) => {
    const texts = backbone.text.embed(parameters, inputs)
    const items = (backbone.image ?? backbone.sound)!.embed(parameters, inputs)
    const cosines = matmul(l2Normalize(texts), transpose(l2Normalize(items)))
    const scaled = mul(cosines, backbone.scale(parameters))
    // transformers gives CLAP's embeddings at unit length, and has a scale for each side.
    if (backbone.type === 'clap')
      return concat(
        [l2Normalize(texts), l2Normalize(items), scaled, mul(transpose(cosines), backbone.scale(parameters, 'sound'))],
        1,
      )
    return concat([texts, items, backbone.bias ? add(scaled, backbone.bias(parameters)) : scaled], 1)
  }
}

describe.each(goldens)('%s', (name, golden) => {
  const isClap = name === 'clap'
  it('has the embeddings, logits and all gradients of transformers', async () => {
    for (const [dtype, bounds] of [
      ['float64', [1e-6, 1e-5]],
      ['float32', [1e-5, 1e-4]],
    ] as const) {
      const { output, ...gradients } = await compareWithGolden(build(golden.config), golden, { run, dtype })
      expect(output).toBeLessThan(bounds[0])
      expect(Object.keys(gradients).length).toBe(Object.keys(golden.gradients).length)
      // Where CLAP stretches its spectrogram, ONNX Runtime computes positions in single precision.
      const bound = isClap ? 1e-4 : bounds[1]
      for (const [parameter, error] of Object.entries(gradients)) expect(error, parameter).toBeLessThan(bound)
    }
  })

  it('takes the same weights at random, of the same shapes', () => {
    const weights = initialize(contrastiveParameters(contrastiveBackbone(golden.config)), { seed: 1 })
    expect(Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape]))).toEqual(
      Object.fromEntries(Object.entries(golden.parameters).map(([name, { shape }]) => [name, shape])),
    )
  })
})

it('knows what published files leave out', () => {
  const clip = contrastiveBackbone({ model_type: 'clip' })
  expect(clip).toMatchObject({ width: 512, text: { backbone: { width: 512, longest: 77, vocabulary: 49_408 } } })
  expect(clip.image!.backbone).toMatchObject({ width: 768, size: [224, 224], stages: [{ stride: [32, 32] }] })
  // As google/siglip-base-patch16-224 and siglip-so400m-patch14-384, whose pixels do not divide into patches.
  const siglip = contrastiveBackbone({
    model_type: 'siglip',
    text_config: { model_type: 'siglip_text_model' },
    vision_config: { image_size: 384, patch_size: 14 },
  })
  expect(siglip).toMatchObject({ width: 768, text: { length: 64, backbone: { causal: false } } })
  const clap = contrastiveBackbone({ model_type: 'clap', audio_config: { depths: [2, 2, 6, 2] } })
  expect(clap).toMatchObject({
    width: 512,
    text: { backbone: { longest: 512 } },
    sound: { backbone: { frames: 1001 } },
  })
  expect(clap.sound!.backbone).toMatchObject({ width: 768, bands: 64, blocks: { length: 12 } })
  const shapes = contrastiveParameters(siglip).list()
  expect(shapes.find(({ name }) => name === 'vision_model.embeddings.position_embedding.weight')!.shape).toEqual([
    729, 768,
  ])
})

it('covers every architecture', () => {
  expect(
    Object.keys(contrastiveArchitectures).filter(
      type => !goldens.some(([, { config }]) => config['model_type'] === type),
    ),
  ).toEqual([])
})

it("refuses spectrograms that do not fold into CLAP's picture", () => {
  const audio = configOf('clap')['audio_config'] as object
  for (const [change, code] of [
    [{ enable_fusion: true }, 'unsupported'],
    [{ window_size: 3 }, 'data'],
    [{ num_attention_heads: [2] }, 'data'],
    [{ num_mel_bins: 5 }, 'data'],
  ] as const)
    expect(() => contrastiveBackbone({ model_type: 'clap', audio_config: { ...audio, ...change } })).toThrow(
      expect.objectContaining({ code }),
    )
})

it.each<[string, string, Record<string, unknown>, string]>([
  ['another architecture', 'clip', { model_type: 'blip' }, 'unsupported'],
  ['no architecture', 'clip', { model_type: 3 }, 'data'],
  ['a tower that is no object', 'clip', { text_config: [] }, 'data'],
  ['a picture without a head', 'siglip', { vision_config: { vision_use_head: false } }, 'unsupported'],
  ['towers of two widths', 'siglip', { text_config: { projection_size: 7 } }, 'unsupported'],
])('refuses %s', (_name, golden, change, code) => {
  expect(() => contrastiveBackbone({ ...configOf(golden), ...change })).toThrow(expect.objectContaining({ code }))
})

it('answers 400 damaged configurations with a typed error or a backbone', () => {
  const random = seededRandom(3)
  const wrong = [null, -1, 0, 1.5, 1e300, 'x', [], {}, [[]], true, Number.NaN]
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)]!
  let refused = 0
  for (let i = 0; i < 400; i++) {
    const config: Record<string, unknown> = structuredClone(pick(goldens)[1].config)
    for (let k = 0; k <= i % 3; k++) {
      const part = pick([config, config['text_config'], config['vision_config'], config['audio_config']]) as Record<
        string,
        unknown
      > | null
      if (typeof part === 'object' && part !== null && Object.keys(part).length > 0)
        part[pick(Object.keys(part))] = pick(wrong)
    }
    try {
      contrastiveParameters(contrastiveBackbone(config))
    } catch (error) {
      expect(TowerkitError.is(error), String(error)).toBe(true)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(20)
})
