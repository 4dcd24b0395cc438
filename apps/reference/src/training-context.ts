import type { Progress } from './progress.ts'
import type { Workspace } from './workspace.ts'

/** Where a stage of training keeps its results, whom it tells, and what stops it. */
export interface TrainingContext {
  readonly workspace: Workspace
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}
