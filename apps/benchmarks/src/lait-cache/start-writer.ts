import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('writer.ts', import.meta.url))

/** Starts a writer; `stored` is the last number that it said to be stored. */
export function startWriter(...parameters: readonly (string | number)[]) {
  const child = spawn(process.execPath, ['--conditions=@towerkit/source', program, ...parameters.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stored = 0
  child.stdout.on('data', (text: Buffer) => {
    stored = Number(text.toString().trim().split('\n').at(-1))
  })
  const ended = new Promise<number | null>(resolve => child.on('close', code => resolve(code)))
  return { child, ended, stored: () => stored }
}
