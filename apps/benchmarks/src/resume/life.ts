import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** What one life of a run came to. */
export interface Life {
  readonly finished: boolean
  readonly firstStep: number
  readonly lastStep: number
  readonly warnings: readonly string[]
}
/** When to end it: told of each step, and of its start. Calls `kill` at once or later. */
export type Killer = (step: number, kill: () => void) => void

/** Starts the run in a process of its own and waits for its end, natural or by SIGKILL. */
export async function live(
  options: Readonly<Record<string, unknown>>,
  onStep: Killer = () => {},
  script = new URL('./run.ts', import.meta.url),
): Promise<Life> {
  const child = spawn(process.execPath, ['--conditions=@towerkit/source', script.pathname, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  const kill = () => void child.kill('SIGKILL')
  let firstStep = 0
  let lastStep = 0
  const warnings: string[] = []
  onStep(0, kill)
  for await (const line of createInterface({ input: child.stdout })) {
    const { step, warning } = parse(line)
    if (warning !== undefined) warnings.push(warning)
    if (step === undefined) continue
    firstStep ||= step
    lastStep = step
    onStep(step, kill)
  }
  const [code, signal] = await ended
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the run ended with code ${code}, signal ${signal}`)
  return { finished: code === 0, firstStep, lastStep, warnings }
}

/** A line that the kill cut in two says nothing. */
function parse(line: string): { readonly step?: number; readonly warning?: string } {
  try {
    return JSON.parse(line) as { step?: number; warning?: string }
  } catch {
    return {}
  }
}
