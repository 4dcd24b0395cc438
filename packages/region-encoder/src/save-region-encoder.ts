import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically, writeSafetensors } from '@towerkit/runtime'
import type { RegionParts } from './region-parts.ts'

/** Names of the files of a saved encoder. */
export const files = { detector: 'detector.onnx', head: 'head.safetensors', settings: 'region-encoder.json' } as const

/** Writes detector, head and settings; the settings last, so that a folder with them is whole. */
export async function saveRegionEncoder(folder: string, parts: RegionParts): Promise<void> {
  const { file, weights, detector, layers, preset, config } = parts
  await mkdir(folder, { recursive: true })
  await writeFileAtomically(join(folder, files.detector), [file])
  await writeSafetensors(join(folder, files.head), weights)
  const settings = { version: 1, names: detector.names, layers, preset, config }
  await writeFileAtomically(join(folder, files.settings), [Buffer.from(`${JSON.stringify(settings, undefined, 2)}\n`)])
}
