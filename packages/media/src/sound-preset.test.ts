import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { prepareSound } from './prepare-sound.ts'
import { readPicturePreset } from './read-picture-preset.ts'
import { readSoundPreset, soundPreset } from './read-sound-preset.ts'
import { goldenSound } from './testing/golden-sound.ts'

interface Golden {
  readonly config: Readonly<Record<string, unknown>>
  readonly length: number
  readonly shape: readonly number[]
  /** Of every so many frames there is one. */
  readonly step: number
  readonly data: string
}

const { cases } = JSON.parse(readFileSync(new URL('./__golden__/sounds.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Golden[]
}

describe.each(cases.map((golden, i) => [`${i}: ${String(golden.config['feature_extractor_type'])}`, golden] as const))(
  '%s',
  (_name, { config, length, shape, step, data }) => {
    it('is what transformers makes of the sound', async () => {
      const sound = goldenSound(length, Number(config['sampling_rate']))
      const { tensor } = await prepareSound(sound, soundPreset(config), { maxPieces: 1 })
      expect(tensor.shape).toEqual(shape)
      const expected = new Float32Array(new Uint8Array(Buffer.from(data, 'base64')).buffer)
      const found = tensor.data.filter((_, i) => (i % shape.at(-1)!) % step === 0)
      expect(found).toHaveLength(expected.length)
      const differences = found.map((value, i) => Math.abs(value - expected[i]!))
      expect(differences.reduce((sum, each) => sum + each, 0) / differences.length).toBeLessThan(1e-4)
      expect(differences.reduce((largest, each) => Math.max(largest, each), 0)).toBeLessThan(0.02)
    })
  },
)

it('reads either file of a folder, and names the folder that has none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-sound-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await expect(readSoundPreset(folder)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining(folder),
  })
  const extractor = { feature_extractor_type: 'WhisperFeatureExtractor', feature_size: 128 }
  const processors = { feature_extractor: extractor, image_processor: { image_processor_type: 'SiglipImageProcessor' } }
  await writeFile(join(folder, 'processor_config.json'), JSON.stringify(processors))
  expect(await readSoundPreset(folder)).toEqual(soundPreset(extractor))
  expect((await readPicturePreset(folder)).resize).toMatchObject({ width: 224, height: 224 })
  await writeFile(join(folder, 'preprocessor_config.json'), JSON.stringify({ ...extractor, feature_size: 80 }))
  expect((await readSoundPreset(folder)).spectrogram.filters.bands).toBe(80)
  await writeFile(join(folder, 'preprocessor_config.json'), '{')
  await expect(readSoundPreset(folder)).rejects.toMatchObject({ code: 'data' })
})

it.each<[string, object, string]>([
  ['another kind', { feature_extractor_type: 'EncodecFeatureExtractor' }, 'unsupported'],
  ['no kind', {}, 'unsupported'],
  ['dither', { feature_extractor_type: 'WhisperFeatureExtractor', dither: 0.1 }, 'unsupported'],
  ['a fraction of a sample', { feature_extractor_type: 'WhisperFeatureExtractor', hop_length: 1.5 }, 'data'],
  ['another cut', { feature_extractor_type: 'ClapFeatureExtractor', truncation: 'first' }, 'unsupported'],
  ['a frequency too high', { feature_extractor_type: 'ClapFeatureExtractor', frequency_max: 30_000 }, 'data'],
  ['another rate', { feature_extractor_type: 'ASTFeatureExtractor', sampling_rate: 44_100 }, 'unsupported'],
  ['no deviation', { feature_extractor_type: 'ASTFeatureExtractor', std: 0 }, 'data'],
])('refuses %s', (_name, config, code) => {
  expect(() => soundPreset(config)).toThrow(expect.objectContaining({ code }))
})

it('answers 500 damaged files with a preset or a typed error', () => {
  const random = seededRandom(3)
  const wrong = [null, -1, 0, 1.5, 1e300, 'x', [], {}, true]
  for (let i = 0; i < 500; i++) {
    const config: Record<string, unknown> = { ...cases[i % cases.length]!.config }
    const fields = Object.keys(config)
    config[fields[Math.floor(random() * fields.length)]!] = wrong[Math.floor(random() * wrong.length)]
    try {
      soundPreset(config)
    } catch (error) {
      expect(TowerkitError.is(error), String(error)).toBe(true)
    }
  }
})
