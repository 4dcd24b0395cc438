import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { DataError, TowerkitError } from '@towerkit/core'
import { readSafetensors, writeSafetensors, type Tensors } from '@towerkit/runtime'
import type { Evaluation } from './evaluation.ts'
import { requireSameRun, type RunSettings } from './run-settings.ts'
import type { SamplerState } from './sampler.ts'
import type { StoredPart } from './stored-part.ts'

/** Where and how often a run is stored. */
export interface CheckpointOptions {
  readonly folder: string
  /** Steps between checkpoints; the last step is always stored. Default 100. */
  readonly every?: number
  /** How many of the newest are kept; with 2 there is one to fall back to. Default 2. */
  readonly keep?: number
}

/** A stored position of a run. */
export interface Position {
  readonly step: number
  readonly sampler: SamplerState
  readonly evaluations: readonly Evaluation[]
}

/**
 * Writes tensors and position to `step-<step>.safetensors`, atomically, then removes the oldest.
 *
 * @param options.run Identifies the run; a checkpoint of another run is refused.
 * @throws {DataError} if the file cannot be written. The checkpoints before it are untouched.
 */
export async function saveCheckpoint(
  tensors: Tensors,
  { step, sampler, evaluations }: Position,
  { folder, keep = 2, run }: CheckpointOptions & { readonly run: RunSettings },
): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new DataError(`train: the checkpoint folder "${folder}" cannot be made: ${cause.message}.`, { cause, folder })
  })
  const position = {
    step: String(step),
    sampler: JSON.stringify(sampler),
    evaluations: JSON.stringify(evaluations),
    run: JSON.stringify(run),
  }
  await writeSafetensors(join(folder, fileName(step)), tensors, {
    metadata: { ...position, checksum: String(checksum(tensors, position)) },
  })
  for (const old of (await checkpointFiles(folder)).slice(keep)) await rm(join(folder, old), { force: true })
}

/**
 * Reads the newest checkpoint that is whole into the parts of a run.
 *
 * @param onWarning Called for each damaged checkpoint that was skipped.
 * @returns the stored position, or undefined if there is no checkpoint.
 * @throws {ArgumentError} if the newest whole checkpoint belongs to another run.
 * @throws {DataError} if there are checkpoints but all are damaged.
 */
export async function restoreCheckpoint(
  parts: readonly StoredPart[],
  {
    folder,
    run,
    onWarning,
  }: {
    readonly folder: string
    readonly run: RunSettings
    readonly onWarning: (message: string) => void
  },
): Promise<Position | undefined> {
  await removeUnfinished(folder)
  const files = await checkpointFiles(folder)
  for (const file of files) {
    try {
      return await readCheckpoint(parts, join(folder, file), run)
    } catch (error) {
      if (!TowerkitError.is(error, 'data')) throw error
      onWarning(`train: checkpoint ${file} is damaged (${error.message}) and was passed over.`)
    }
  }
  if (files.length > 0)
    throw new DataError(
      `train: all ${files.length} checkpoints in "${folder}" are damaged. Remove the folder to start over.`,
      { folder },
    )
  return undefined
}

async function readCheckpoint(parts: readonly StoredPart[], path: string, run: RunSettings): Promise<Position> {
  const { tensors, metadata } = await readSafetensors(path)
  const { checksum: stored, ...position } = metadata
  if (String(checksum(tensors, position)) !== stored) throw new DataError('its checksum does not match', { path })
  requireSameRun(path, metadata['run'], run)
  for (const part of parts) part.restore(tensors)
  return {
    step: Number(position['step']),
    sampler: JSON.parse(position['sampler']!) as SamplerState,
    evaluations: JSON.parse(position['evaluations']!) as Evaluation[],
  }
}

/** Of all that a checkpoint holds: a position or a type that is wrong does as much harm as a weight. */
function checksum(tensors: Tensors, position: Readonly<Record<string, string>>): number {
  let value = crc32(JSON.stringify(Object.entries(position).sort(([a], [b]) => (a < b ? -1 : 1))))
  for (const [name, { dtype, shape, data }] of Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : 1))) {
    value = crc32(
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      crc32(JSON.stringify([name, dtype, shape]), value),
    )
  }
  return value
}

/** Names of the checkpoints in a folder, newest first. */
async function checkpointFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new DataError(`train: the checkpoint folder "${folder}" cannot be read: ${error.message}.`, {
      cause: error,
      folder,
    })
  })
  return names
    .filter(name => /^step-\d+\.safetensors$/.test(name))
    .sort()
    .reverse()
}

/** Unfinished files of killed runs would otherwise fill the disk. */
async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names)
    if (/^\.step-\d+\.safetensors\..*\.tmp$/.test(name)) await rm(join(folder, name), { force: true }).catch(() => {})
}

function fileName(step: number): string {
  return `step-${String(step).padStart(9, '0')}.safetensors`
}
