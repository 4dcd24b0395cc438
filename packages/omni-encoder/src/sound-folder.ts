import { join } from 'node:path'
import { UnsupportedError } from '@towerkit/core'
import { loadContrastiveBackbone, loadSoundBackbone, readJson } from '@towerkit/backbones'
import { createParameters, Graph, type Parameters, type Value, type Tensor } from '@towerkit/graph'
import { readSoundPreset, type SoundPreset } from '@towerkit/media'

/** A model of sound from a Hugging Face folder. */
export interface SoundFolder {
  readonly preset: SoundPreset
  readonly weights: Readonly<Record<string, Tensor>>
  /** Appends the model. @returns its tokens, or its one embedding. */
  build(parameters: Parameters, input: Value): Value
}

/** Seconds of a piece. */
const pieceSeconds = 10

/**
 * Reads the folder of Whisper, of which the encoder is read, AST, or a model of texts and sounds in one space (CLAP),
 * whose embedding of a sound is its token.
 *
 * @param wanted Default: the folder's own; of Whisper, pieces of 10 s in place of 30 s, repeated in place of silence.
 * @throws {DataError | UnsupportedError} as `loadSoundBackbone`.
 */
export async function soundFolder(folder: string, wanted: SoundPreset | undefined): Promise<SoundFolder> {
  const config = await readJson(join(folder, 'config.json'))
  const own = wanted ?? (await readSoundPreset(folder))
  if (config['model_type'] === 'clap') {
    const { backbone, weights } = await loadContrastiveBackbone(folder)
    const { sound } = backbone
    if (!sound) throw new UnsupportedError(`omniEncoder: the model in "${folder}" has no tower of sounds.`, { folder })
    const build: SoundFolder['build'] = (parameters, input) =>
      sound.embed(parameters, { [sound.backbone.input]: input })
    const graph = new Graph()
    const parameters = createParameters(graph)
    build(parameters, graph.input('sound', 'float32', sound.backbone.inputs[sound.backbone.input]!.shape))
    const used = Object.fromEntries(parameters.list().map(({ name }) => [name, weights[name]!]))
    return { preset: own, weights: used, build }
  }
  const preset = config['model_type'] === 'whisper' && !wanted ? shorterPieces(own) : own
  const { backbone, weights } = await loadSoundBackbone(
    folder,
    config['model_type'] === 'whisper' ? { frames: preset.pieceFrames } : {},
  )
  return {
    preset,
    weights,
    build: (parameters, input) =>
      backbone.norm(
        parameters,
        backbone.blocks.reduce(
          (hidden, block) => block(parameters, hidden, {}),
          backbone.embed(parameters, { [backbone.input]: input }),
        ),
      ),
  }
}

function shorterPieces(preset: SoundPreset): SoundPreset {
  const { sampleRate, hop } = preset.spectrogram
  const pieceSamples = Math.min(preset.pieceSamples, pieceSeconds * sampleRate)
  return { ...preset, pieceSamples, pieceFrames: Math.floor(pieceSamples / hop), fill: 'repeat' }
}
