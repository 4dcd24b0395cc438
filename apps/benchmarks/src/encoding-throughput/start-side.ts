import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
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
export interface RunningSide {
  /** From the start of the process to its first vector. */
  readonly coldMs: number
  encode(): Promise<Answer>
  stop(): Promise<void>
}

/** A process that says when its first vector is there, and then encodes all texts for each line that it gets. */
export async function startSide({ name, command, parameters }: Side): Promise<RunningSide> {
  const started = performance.now()
  const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${name} ended before it answered`)
    return JSON.parse(value) as Answer
  }
  await answer()
  return {
    coldMs: performance.now() - started,
    encode: () => (child.stdin.write('\n'), answer()),
    stop: async () => {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
