import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { weDetectPreset, yoloxPreset } from './detector-presets.ts'
import type { Picture } from './picture.ts'
import { preparePicture } from './prepare-picture.ts'
import { picturePreset, readPicturePreset } from './read-picture-preset.ts'
import { resizePicture, type ResizeKernel } from './resize-picture.ts'

interface Stored {
  readonly width: number
  readonly height: number
  readonly data: string
}

const golden = JSON.parse(readFileSync(new URL('./__golden__/pictures.json', import.meta.url), 'utf8')) as {
  readonly resized: readonly { readonly source: Stored; readonly results: Readonly<Record<ResizeKernel, Stored>> }[]
  readonly processed: readonly {
    readonly config: Readonly<Record<string, unknown>>
    readonly source: Stored
    readonly shape: readonly number[]
    readonly data: string
  }[]
}
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const pictureOf = ({ data, ...size }: Stored): Picture => ({ ...size, data: bytesOf(data) })

it.each(
  golden.resized.flatMap(({ source, results }) =>
    Object.entries(results).map(([kernel, result]) => [kernel as ResizeKernel, source, result] as const),
  ),
)('resizes by %s as Pillow does, to the bit', async (kernel, source, result) => {
  const resized = await resizePicture(pictureOf(source), result, { kernel })
  expect(resized).toEqual(pictureOf(result))
})

describe.each(golden.processed)('$config.image_processor_type', ({ config, source, shape, data }) => {
  it(`prepares ${source.width} x ${source.height} as transformers does`, async () => {
    const { tensor } = await preparePicture(pictureOf(source), picturePreset(config))
    expect(tensor.shape).toEqual(shape)
    const expected = new Float32Array(bytesOf(data).buffer)
    tensor.data.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5))
  })
})

it('knows what a file leaves out, and old names', () => {
  expect(picturePreset({ feature_extractor_type: 'CLIPFeatureExtractor', size: 224, crop_size: 224 })).toMatchObject({
    resize: { shortestEdge: 224, kernel: 'bicubic' },
    crop: { width: 224, height: 224 },
  })
  expect(picturePreset({ image_processor_type: 'ViTImageProcessorFast' })).toMatchObject({
    resize: { width: 224, height: 224, kernel: 'bilinear' },
    normalization: { mean: [0.5, 0.5, 0.5] },
  })
  expect(picturePreset({ image_processor_type: 'ConvNextImageProcessor', size: { shortest_edge: 224 } })).toMatchObject(
    {
      resize: { shortestEdge: 256 },
      crop: { width: 224, height: 224 },
    },
  )
  expect(
    picturePreset({
      image_processor_type: 'ViTImageProcessor',
      do_resize: false,
      do_normalize: false,
      do_rescale: false,
    }),
  ).toEqual({ normalization: { scale: 1 } })
})

it('has the frames of detectors', async () => {
  const picture = { width: 4, height: 2, data: new Uint8Array(24).map((_, i) => [10, 20, 30][i % 3]!) }
  const yolox = await preparePicture(picture, yoloxPreset(8))
  expect(yolox.tensor.shape).toEqual([3, 8, 8])
  // Blue first, bytes as they are, at the top left; the rest is grey.
  expect([yolox.tensor.data[0], yolox.tensor.data[64], yolox.tensor.data[128]]).toEqual([30, 20, 10])
  expect(yolox.tensor.data[63]).toBe(114)
  const weDetect = await preparePicture(picture, weDetectPreset(8))
  expect(weDetect.transform).toEqual({ scaleX: 2, scaleY: 2, left: 0, top: 2 })
  expect(weDetect.tensor.data[0]).toBeCloseTo(114 / 255, 6)
  expect(weDetect.tensor.data[16]).toBeCloseTo(10 / 255, 6)
  expect(() => yoloxPreset(0)).toThrow(expect.objectContaining({ code: 'argument' }))
})

it.each<[string, object, string]>([
  ['another kind', { image_processor_type: 'MaskFormerImageProcessor' }, 'unsupported'],
  ['no kind', {}, 'unsupported'],
  ['an unknown kernel', { image_processor_type: 'ViTImageProcessor', resample: 9 }, 'unsupported'],
  ['a size without a length', { image_processor_type: 'ViTImageProcessor', size: {} }, 'data'],
  ['two means', { image_processor_type: 'ViTImageProcessor', image_mean: [0, 1] }, 'data'],
  ['a deviation of 0', { image_processor_type: 'ViTImageProcessor', image_std: [0, 1, 1] }, 'data'],
])('refuses %s', (_name, config, code) => {
  expect(() => picturePreset(config)).toThrow(expect.objectContaining({ code }))
})

it('says which folder has no preset', async () => {
  await expect(readPicturePreset('/nowhere')).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('/nowhere'),
  })
})

it('answers 500 damaged files with a preset or a typed error', () => {
  const random = seededRandom(3)
  const wrong = [null, -1, 0, 1.5, 1e300, 'x', [], {}, true]
  for (let i = 0; i < 500; i++) {
    const config: Record<string, unknown> = { ...golden.processed[i % golden.processed.length]!.config }
    const fields = Object.keys(config)
    config[fields[Math.floor(random() * fields.length)]!] = wrong[Math.floor(random() * wrong.length)]
    try {
      picturePreset(config)
    } catch (error) {
      expect(TowerkitError.is(error), String(error)).toBe(true)
    }
  }
})
