import { TowerkitError } from '@towerkit/core'
import type { Tensors } from '@towerkit/runtime'
import { saveCheckpoint, type CheckpointOptions } from './checkpoint.ts'
import { divergence } from './divergence.ts'
import type { Evaluation } from './evaluation.ts'
import type { RunSettings } from './run-settings.ts'
import type { SamplerState } from './sampler.ts'
import type { StoredPart } from './stored-part.ts'

/** The last finished step of a run. */
export interface FinishedStep {
  readonly step: number
  /** The position after its batches. */
  readonly sampler: SamplerState
}

/** Stores the finished steps of a run. */
export interface RunStore {
  /** Step of the last checkpoint; undefined if none are stored. */
  readonly stored: number | undefined
  /** @throws {DivergenceError} if something to store is not finite. A failed write is only a warning. */
  store(finished: FinishedStep): Promise<void>
}

/** Options of `runStore`. */
export interface RunStoreOptions {
  readonly checkpoints: CheckpointOptions | undefined
  readonly run: RunSettings
  readonly evaluations: readonly Evaluation[]
  /** The step that the run started from. */
  readonly first: number
  onWarning(message: string): void
}

/** Keeps the checkpoints of a run. */
export function runStore(
  parts: readonly StoredPart[],
  { checkpoints, run, evaluations, first, onWarning }: RunStoreOptions,
): RunStore {
  let stored = first
  return {
    get stored() {
      return checkpoints && stored
    },
    async store({ step, sampler }) {
      if (!checkpoints || stored === step) return
      const tensors = Object.assign({}, ...parts.map(part => part.tensors())) as Tensors
      const broken = Object.keys(tensors).find(name => !(tensors[name]!.data as Float32Array).every(Number.isFinite))
      if (broken !== undefined) throw divergence(step, `"${broken}" is not finite after the update`, stored)
      try {
        await saveCheckpoint(tensors, { step, sampler, evaluations }, { ...checkpoints, run })
        stored = step
      } catch (error) {
        if (!TowerkitError.is(error, 'data')) throw error
        onWarning(
          `train: the checkpoint of step ${step} could not be written (${error.message}) The run goes on; the ` +
            'checkpoint before it is kept.',
        )
      }
    },
  }
}
