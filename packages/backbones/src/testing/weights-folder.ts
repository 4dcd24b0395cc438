import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { initialize, type Tensor } from '@towerkit/graph'
import { writeSafetensors } from '@towerkit/runtime'
import { backboneParameters } from '../backbone-parameters.ts'
import { textBackbone } from '../text/text-architectures.ts'

const config = {
  model_type: 'bert',
  vocab_size: 9,
  hidden_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 5,
}
/** The weights of a tiny BERT. */
export const weights = initialize(backboneParameters(textBackbone(config)), { seed: 1 })

/** A folder with the config.json of that BERT, for the length of a test. */
export async function weightsFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-weights-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  return folder
}

/** Writes model.safetensors, or one of another name. */
export const writeWeights = (path: string, tensors: Readonly<Record<string, Tensor>>) => writeSafetensors(path, tensors)
