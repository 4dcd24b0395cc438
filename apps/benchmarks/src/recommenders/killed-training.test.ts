import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'towerkit-killed-training-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const program = new URL('./small-run.ts', import.meta.url).pathname

function start(name: string) {
  const child = spawn(process.execPath, ['--conditions=@towerkit/source', program, join(folder, name)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return { child, ended: new Promise<number | null>(done => child.once('exit', code => done(code))) }
}

it('a killed run that is started again ends with the bytes of one that was not', { timeout: 120_000 }, async () => {
  expect(await start('whole').ended).toBe(0)
  let kills = 0
  for (;;) {
    const { child, ended } = start('killed')
    const stored = () => {
      try {
        return readdirSync(join(folder, 'killed'))
          .filter(name => name.startsWith('step-'))
          .sort()
          .join()
      } catch {
        return ''
      }
    }
    const before = stored()
    // Kills the run twice, each time after it has stored something new.
    while (kills < 2 && child.exitCode === null && stored() === before) await setTimeout(2)
    if (kills < 2 && child.exitCode === null) {
      child.kill('SIGKILL')
      kills++
      await ended
      continue
    }
    expect(await ended).toBe(0)
    break
  }
  expect(kills).toBe(2)
  const bytesOf = (name: string) => readFileSync(join(folder, name, 'weights.bin'))
  expect(bytesOf('killed').equals(bytesOf('whole'))).toBe(true)
})
