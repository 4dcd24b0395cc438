import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, ModelError, type Encoder } from '@towerkit/core'
import { readSafetensors } from '@towerkit/runtime'
import type { DetectorLayers } from './detector/detector-layers.ts'
import { readDetector } from './detector/read-detector.ts'
import type { HeadConfig } from './head/head-config.ts'
import { emptyHead } from './head/initial-head.ts'
import type { RegionParts } from './region-parts.ts'
import { files } from './save-region-encoder.ts'

interface Settings {
  readonly names: readonly string[]
  readonly layers: DetectorLayers
  readonly preset: RegionParts['preset']
  readonly config: HeadConfig
}

/**
 * Reads a folder that `save` wrote.
 *
 * @throws {DataError} if a file is missing or damaged.
 * @throws {ModelError} if the text encoder is not the one that the head was made with.
 */
export async function loadRegionParts(folder: string, text: Encoder<string>): Promise<RegionParts> {
  const { names, layers, preset, config } = await readSettings(join(folder, files.settings))
  const file = await readFile(join(folder, files.detector)).catch((cause: Error) => {
    throw new DataError(`regionEncoder: "${folder}" has no readable detector: ${cause.message}. Save it again.`, {
      folder,
      cause,
    })
  })
  const detector = readDetector(file, { names, layers })
  const { tensors } = await readSafetensors(join(folder, files.head))
  const expected = emptyHead(detector, config, 0)
  for (const [name, { shape }] of Object.entries(expected))
    if (tensors[name]?.shape.join() !== shape.join())
      throw new DataError(
        `regionEncoder: "${name}" of "${folder}" is [${tensors[name]?.shape ?? 'missing'}], expected [${shape}]. The ` +
          'weights belong to other settings; save the encoder again.',
        { folder, name },
      )
  const parts = { detector, file, layers, preset, config, weights: tensors, text }
  await requireSameText(parts)
  return parts
}

async function readSettings(path: string): Promise<Settings> {
  try {
    const settings = JSON.parse(await readFile(path, 'utf8')) as Settings
    if (!Array.isArray(settings.config.taught) || !Array.isArray(settings.layers))
      throw new Error('config or layers are missing')
    return settings
  } catch (cause) {
    throw new DataError(`regionEncoder: "${path}" cannot be used: ${(cause as Error).message}. Save it again.`, {
      path,
      cause,
    })
  }
}

/** Vectors of another text encoder would be compared with the stored keys, silently and wrongly. */
async function requireSameText({ text, config, weights }: Pick<RegionParts, 'text' | 'config' | 'weights'>) {
  const { name } = config.taught[0]!
  const width = config.textDimensions
  const key = (weights['names.keys']!.data as Float32Array).subarray(0, width)
  const { data } = text.dimensions === width ? await text.encode([name]) : { data: new Float32Array(width) }
  const cosine = data.reduce((sum, value, i) => sum + value * key[i]!, 0) / (Math.hypot(...data) || 1)
  if (cosine > 0.99) return
  throw new ModelError(
    `regionEncoder: the text encoder places "${name}" at a cosine of ${cosine.toFixed(3)} from the stored vector. ` +
      'Give the text encoder that this region encoder was made with.',
    { name, cosine, dimensions: text.dimensions, expected: width },
  )
}
