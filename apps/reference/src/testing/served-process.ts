import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { towerkit } from './run-towerkit.ts'

/** Runs a command that serves, in a process of its own, until it is told to stop or the test ends. */
export async function servedProcess(...words: readonly string[]) {
  const child = spawn(process.execPath, [...towerkit, ...words, '--port', '0', '--rate', '100000'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return {
    url,
    async stop(signal: NodeJS.Signals) {
      child.kill(signal)
      return await once(child, 'exit')
    },
    /** Sends JSON. */
    send: (method: string, path: string, body: unknown) =>
      fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  }
}
