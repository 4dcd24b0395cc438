import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const main = new URL('../../../reference/src/main.ts', import.meta.url).pathname

/** A command of the app in a process of its own. */
export interface TowerkitProcess {
  readonly process: ChildProcess
  /** Exit code and signal. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>
  /** What it wrote to standard error so far. */
  readonly errors: () => string
}

/** Starts a command. */
export function startTowerkit(words: readonly string[]): TowerkitProcess {
  const child = spawn(process.execPath, ['--conditions=@towerkit/source', main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return {
    process: child,
    ended: once(child, 'exit').then(([code, signal]) => [code, signal] as const),
    errors: () => text,
  }
}

/** Runs a command to its end. @throws what it wrote, where it failed. */
export async function runTowerkit(words: readonly string[]): Promise<void> {
  const running = startTowerkit(words)
  running.process.stdout!.resume()
  const [code, signal] = await running.ended
  if (code !== 0) throw new Error(`towerkit ${words.join(' ')} ended with ${code ?? signal}: ${running.errors()}`)
}

/** A server that listens, in a process of its own. */
export interface ServerProcess extends TowerkitProcess {
  readonly url: string
}

/**
 * Starts `towerkit serve` on a free port; without a limit of the rate, since one client is all of the load.
 *
 * @param command Another command that serves.
 */
export async function startServerProcess(
  folder: string,
  command: readonly string[] = ['serve'],
): Promise<ServerProcess> {
  const running = startTowerkit([...command, '--port', '0', '--rate', '1000000', '--folder', folder])
  const lines = createInterface({ input: running.process.stdout! })
  const url = await Promise.race([
    once(lines, 'line').then(([line]) => line as string),
    running.ended.then(([code, signal]) => {
      throw new Error(`towerkit ${command.join(' ')} ended with ${code ?? signal}: ${running.errors()}`)
    }),
  ])
  return { ...running, url }
}
