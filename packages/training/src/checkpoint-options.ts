import { requireKnownOptions } from '@towerkit/core'
import type { CheckpointOptions } from './checkpoint.ts'

/** What is given of `checkpoints`: options, or only the folder. @throws {ArgumentError} for an unknown name. */
export function checkpointOptions(given: string | CheckpointOptions | undefined): CheckpointOptions | undefined {
  if (typeof given === 'string') return { folder: given }
  return given && requireKnownOptions('train.checkpoints', given, { folder: true, every: true, keep: true })
}
