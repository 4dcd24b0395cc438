import { lineProcess, type LineProcess } from '../study/line-process.ts'
import type { Side } from './compared-sides.ts'

/** What a side says of encoding all texts once. */
export interface Answer {
  readonly ms: number
  readonly cpuMs: number
  readonly peakMiB: number
  readonly delayMs?: number
  readonly batch?: number
}

/** A side that runs. */
export interface RunningSide extends LineProcess<Answer> {
  /** From the start of the process to its first vector. */
  readonly coldMs: number
}

/** Starts a side, which says when its first vector is there, and encodes all texts whenever it is asked. */
export async function startSide({ command, parameters }: Side): Promise<RunningSide> {
  const started = performance.now()
  const side = lineProcess<Answer>(command, parameters, { stderr: 'ignore' })
  await side.answer()
  return { ...side, coldMs: performance.now() - started }
}
