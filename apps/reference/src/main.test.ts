import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

const main = new URL('./main.ts', import.meta.url).pathname

function run(...parameters: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=@towerkit/source', main, ...parameters], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

it('shows its usage', () => {
  expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage: demo') })
})

it.each([[['nonsense']], [[]], [['demo', '--unknown']]])('refuses %j with exit code 2 and the usage', parameters => {
  expect(run(...parameters)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Usage: demo') })
})
