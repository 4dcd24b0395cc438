import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { backboneParameters, imageBackbone, soundBackbone, type Backbone } from '@towerkit/backbones'
import { initialize } from '@towerkit/graph'
import { writeSafetensors } from '@towerkit/runtime'
import { omniEncoder } from '@towerkit/omni-encoder'
import { tinyNoise, tinyOmni, tinyPicture } from './testing/tiny-omni.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-folders-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A Hugging Face folder with random weights. */
async function modelFolder(config: object, backbone: Backbone, preprocessor: object): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  await writeFile(join(folder, 'preprocessor_config.json'), JSON.stringify(preprocessor))
  const weights = initialize(backboneParameters(backbone), { seed: 1 })
  await writeSafetensors(join(folder, 'model.safetensors'), weights)
  return folder
}

it('takes the folders of a ViT and of Whisper as trunks, Whisper in pieces of 10 s', async () => {
  const vit = {
    model_type: 'vit',
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 16,
    image_size: 16,
    patch_size: 8,
  }
  const whisper = {
    model_type: 'whisper',
    d_model: 8,
    encoder_layers: 1,
    encoder_attention_heads: 2,
    encoder_ffn_dim: 16,
    num_mel_bins: 8,
    max_source_positions: 1500,
  }
  await using encoder = await tinyOmni({
    vision: {
      model: await modelFolder(vit, imageBackbone(vit), {
        image_processor_type: 'ViTImageProcessor',
        size: { height: 16, width: 16 },
      }),
    },
    sound: {
      model: await modelFolder(whisper, soundBackbone(whisper), {
        feature_extractor_type: 'WhisperFeatureExtractor',
        feature_size: 8,
      }),
    },
  })
  const { vision, sound } = encoder.parts.network
  // Four patches and the token of the whole.
  expect(vision).toMatchObject({ tokens: 5, width: 8 })
  expect(sound).toMatchObject({ width: 8, reading: { preset: { pieceSamples: 160_000, pieceFrames: 1000 } } })
  const items = [{ sound: tinyNoise(1, 12, 16_000) }, { pictures: tinyPicture(1, 20) }]
  const vectors = await encoder.encode(items)
  const folder = await temporaryFolder()
  await encoder.save(folder)
  await using opened = await omniEncoder(folder, { session: { threads: 1 } })
  const again = await opened.encode(items)
  expect(Math.max(...again.data.map((value, i) => Math.abs(value - vectors.data[i]!)))).toBeLessThan(1e-5)
})
