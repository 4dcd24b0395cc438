import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import { unsupported } from '../config-fields.ts'
import { towerConfig } from '../contrastive/tower-config.ts'
import { requireShallow } from '../require-shallow.ts'
import { audioSpectrogramTransformer } from './audio-spectrogram-transformer.ts'
import { htsatBackbone } from './htsat.ts'
import type { SoundBackbone } from './sound-backbone.ts'
import { whisperBackbone } from './whisper.ts'

/** Sound architectures by `model_type` of config.json. */
export const soundArchitectures: Readonly<Record<string, (config: object, frames?: number) => SoundBackbone>> = {
  whisper: whisperBackbone,
  'audio-spectrogram-transformer': audioSpectrogramTransformer,
}

/** Options of `soundBackbone`. */
export interface SoundBackboneOptions {
  /**
   * Frames of the spectrograms that `inputs` declares: of Whisper fewer than its 3,000 for pieces of less than 30 s, of
   * 100 frames a second; CLAP stretches fewer to as many. Default: those of config.json.
   */
  readonly frames?: number
}

/**
 * The sound architecture that a config.json describes; of Whisper the encoder, of CLAP the sound tower.
 *
 * @param config The parsed config.json, as transformers 4 or 5 writes it.
 * @throws {UnsupportedError} for an architecture or a setting that this version cannot compute; it names the field.
 * @throws {DataError} for a field that is missing or out of range.
 * @throws {ArgumentError} for `frames` that are no whole number from 1, or that the architecture fixes.
 *
 * @example
 * const backbone = soundBackbone(JSON.parse(await readFile('config.json', 'utf8')))
 */
export function soundBackbone(config: object, options: SoundBackboneOptions = {}): SoundBackbone {
  const { frames } = requireKnownOptions('soundBackbone', options, { frames: true })
  requireShallow(config, 'backbone')
  const type: unknown = Reflect.get(Object(config) as object, 'model_type')
  if (typeof type !== 'string')
    throw new DataError(
      `backbone: model_type of config.json is ${JSON.stringify(type)}. Give the config.json of a model, not of a ` +
        'module.',
      { field: 'model_type' },
    )
  const isFixed = type === 'audio-spectrogram-transformer'
  if (frames !== undefined && (isFixed || !Number.isSafeInteger(frames) || frames < 1))
    throw new ArgumentError(`soundBackbone: ${frames} frames of ${type}. Give a whole number from 1, none of AST.`, {
      frames,
      type,
    })
  if (type === 'clap') return htsatBackbone(towerConfig(config, 'audio'), frames)
  if (!Object.hasOwn(soundArchitectures, type)) throw unsupported('model_type', type, Object.keys(soundArchitectures))
  return soundArchitectures[type]!(config, frames)
}
