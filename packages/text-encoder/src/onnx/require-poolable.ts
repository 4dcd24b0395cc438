import { UnsupportedError } from '@towerkit/core'
import type { EncoderModule } from '../folder/encoder-modules.ts'
import { requireRunnable } from '../folder/read-encoder-folder.ts'

/** @throws {UnsupportedError} if the folder does more with states than to pool those of the last layer. */
export function requirePoolable(file: string, modules: readonly EncoderModule[], config: object): void {
  requireRunnable(modules)
  // Without hidden states of all layers the module does nothing, in sentence-transformers too.
  if (!modules.some(({ kind }) => kind === 'WeightedLayerPooling')) return
  if (Reflect.get(config, 'output_hidden_states') !== true) return
  throw new UnsupportedError(
    `textEncoder: the folder averages the states of several layers (WeightedLayerPooling), and "${file}" gives those ` +
      'of one. Open the folder without the option file, or export the model with its sentence vectors.',
    { file },
  )
}
