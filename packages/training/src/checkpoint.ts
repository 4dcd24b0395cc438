import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { ArgumentError, DataError, TowerkitError } from '@towerkit/core'
import { readSafetensors, writeSafetensors, type Tensors } from '@towerkit/runtime'
import type { SamplerState } from './sampler.ts'
import type { TrainedWeight } from './weights.ts'

/** Where and how often a run is stored. */
export interface CheckpointOptions {
  readonly folder: string
  /** Steps between checkpoints; the last step is always stored. Default 100. */
  readonly every?: number
  /** How many of the newest are kept; with 2 there is one to fall back to. Default 2. */
  readonly keep?: number
}

/** A stored position of a run. */
export interface Position { readonly step: number; readonly sampler: SamplerState }

/**
 * Writes weights, optimiser state and position to `step-<step>.safetensors`, atomically, then removes the oldest.
 *
 * @param run Identifies the run; a checkpoint of another run is refused.
 * @throws {DataError} if the file cannot be written. The checkpoints before it are untouched.
 */
export async function saveCheckpoint(weights: readonly TrainedWeight[], { step, sampler }: Position, { folder, keep = 2, run }: CheckpointOptions & { readonly run: string }): Promise<void> {
  await mkdir(folder, { recursive: true })
  const tensors = checkpointTensors(weights)
  const metadata = { step: String(step), sampler: JSON.stringify(sampler), run, checksum: String(checksum(tensors)) }
  await writeSafetensors(join(folder, fileName(step)), tensors, { metadata })
  for (const old of (await checkpointFiles(folder)).slice(keep)) await rm(join(folder, old), { force: true })
}

/**
 * Reads the newest checkpoint that is whole into the weights and their state.
 *
 * @param onWarning Told of each damaged checkpoint that was passed over.
 * @returns the stored position, or undefined if there is no checkpoint.
 * @throws {ArgumentError} if the newest whole checkpoint belongs to another run.
 * @throws {DataError} if there are checkpoints but all are damaged.
 */
export async function restoreCheckpoint(weights: readonly TrainedWeight[], { folder, run, onWarning }: { readonly folder: string; readonly run: string; readonly onWarning: (message: string) => void }): Promise<Position | undefined> {
  const files = await checkpointFiles(folder)
  for (const file of files) {
    try {
      return await readCheckpoint(weights, join(folder, file), run)
    } catch (error) {
      if (!TowerkitError.is(error, 'data')) throw error
      onWarning(`train: checkpoint ${file} is damaged (${error.message}) and was passed over.`)
    }
  }
  if (files.length > 0) throw new DataError(`train: all ${files.length} checkpoints in "${folder}" are damaged. Remove the folder to start over.`, { folder })
  return undefined
}

async function readCheckpoint(weights: readonly TrainedWeight[], path: string, run: string): Promise<Position> {
  const { tensors, metadata } = await readSafetensors(path)
  const [step, sampler] = [Number(metadata['step']), metadata['sampler']]
  if (!Number.isInteger(step) || sampler === undefined || metadata['checksum'] === undefined) throw new DataError('it lacks the position of a run', { path })
  if (metadata['run'] !== run) {
    throw new ArgumentError(`train: the checkpoint "${path}" belongs to another run: its weights, data, loss or settings differ. Use another folder, or remove this one.`, { path, expected: run, actual: metadata['run'] })
  }
  if (String(checksum(tensors)) !== metadata['checksum']) throw new DataError('its checksum does not match', { path })
  for (const [name, { data }] of Object.entries(checkpointTensors(weights))) (data as Float32Array).set(tensors[name]!.data as Float32Array)
  return { step, sampler: JSON.parse(sampler) as SamplerState }
}

function checkpointTensors(weights: readonly TrainedWeight[]): Tensors {
  return Object.fromEntries(weights.flatMap(({ name, shape, data, state }) => [
    [`weight.${name}`, { dtype: 'float32' as const, shape, data }],
    ...Object.entries(state).map(([slot, values]) => [`optimizer.${slot}.${name}`, { dtype: 'float32' as const, shape, data: values }]),
  ]))
}

function checksum(tensors: Tensors): number {
  let value = 0
  for (const [name, { data }] of Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : 1))) {
    value = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), crc32(name, value))
  }
  return value
}

/** Names of the checkpoints in a folder, newest first. */
async function checkpointFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new DataError(`train: the checkpoint folder "${folder}" cannot be read: ${error.message}.`, { cause: error, folder })
  })
  return names.filter(name => /^step-\d+\.safetensors$/.test(name)).sort().reverse()
}

function fileName(step: number): string {
  return `step-${String(step).padStart(9, '0')}.safetensors`
}
