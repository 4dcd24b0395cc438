import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

/** The last line that each example prints. */
const lastLines: Readonly<Record<string, RegExp>> = {
  'differentiate.ts': /^second derivative: 1\.2094\d, by hand 1\.2094\d$/,
  'evaluate-a-run.ts': /^Success@1: 0\.200 -> 1\.000, p = 0\.125$/,
  'exact-index.ts': /^loaded: 4 vectors$/,
  'train-two-towers.ts': /^right answers first: \d+ % before, \d+ % after$/,
  'your-own-loss.ts': /^(\d+) of \1 cases of the contract passed$/,
}

it('every example is run here', () => {
  expect(readdirSync(import.meta.dirname).filter(name => !name.endsWith('.test.ts')).sort()).toEqual(Object.keys(lastLines))
})

it.each(Object.entries(lastLines))('%s', async (name, lastLine) => {
  const { NODE_OPTIONS: _, ...environment } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@towerkit/source', join(import.meta.dirname, name)], { env: environment })
  expect(stdout.trim().split('\n').at(-1)).toMatch(lastLine)
})
