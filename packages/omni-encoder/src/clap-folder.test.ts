import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { contrastiveBackbone, contrastiveParameters } from '@towerkit/backbones'
import { initialize } from '@towerkit/graph'
import { soundPreset } from '@towerkit/media'
import { writeSafetensors } from '@towerkit/runtime'
import { tinyNoise, tinyOmni } from './testing/tiny-omni.ts'

const config = {
  model_type: 'clap',
  projection_dim: 6,
  text_config: {
    model_type: 'clap_text_model',
    vocab_size: 13,
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 10,
    max_position_embeddings: 12,
    projection_dim: 6,
    pad_token_id: 1,
  },
  audio_config: {
    model_type: 'clap_audio_model',
    window_size: 2,
    num_mel_bins: 4,
    spec_size: 16,
    patch_size: 2,
    patch_stride: [2, 2],
    hidden_size: 8,
    projection_dim: 6,
    depths: [2, 1],
    num_attention_heads: [2, 2],
    patch_embeds_hidden_size: 4,
    mlp_ratio: 2,
    enable_fusion: false,
  },
}

it('takes the embedding of a sound that CLAP gives as its token', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-clap-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  const weights = initialize(contrastiveParameters(contrastiveBackbone(config)), { seed: 1 })
  await writeSafetensors(join(folder, 'model.safetensors'), weights as never)
  const whole = soundPreset({
    feature_extractor_type: 'ClapFeatureExtractor',
    feature_size: 4,
    truncation: 'rand_trunc',
  })
  const preset = { ...whole, pieceSamples: 59 * 480, pieceFrames: 60 }
  await using encoder = await tinyOmni({ sound: { model: folder, preset } })
  expect(encoder.parts.network.sound).toMatchObject({ width: 6, reading: { preset } })
  const { data } = await encoder.encode([{ sound: tinyNoise(1, 1.3, 48_000) }, { sound: tinyNoise(2, 0.2, 48_000) }])
  expect(data.every(Number.isFinite)).toBe(true)
  expect(Math.max(...data.slice(0, 16).map((value, i) => Math.abs(value - data[16 + i]!)))).toBeGreaterThan(1e-6)
})
