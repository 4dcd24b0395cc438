import { join } from 'node:path'
import { expect, it } from 'vitest'
import { browserPackages } from './browser-safe.ts'
import { checks } from './checks.ts'
import { readFiles } from './files.ts'
import { nativeFree } from './native-free.ts'
import { packagesOf } from './workspace.ts'

const root = join(import.meta.dirname, '../../..')
const files = readFiles(root)

it('reads the workspace whole', () => {
  const packages = packagesOf(files)
  expect(packages.map(({ folder }) => folder)).toEqual(
    expect.arrayContaining(['packages/core', 'packages/graph', 'apps/examples', 'tooling/checks']),
  )
  expect(packages.flatMap(({ sources }) => sources).length).toBeGreaterThan(200)
  for (const path of ['packages/graph/src/ops/tanh.ts', 'packages/runtime/src/session-worker.ts'])
    expect(packages.some(({ published }) => published.has(path))).toBe(true)
})

it.each(Object.entries(checks))('here %s', (_name, check) => {
  expect(check(files)).toEqual([])
})

it.each(browserPackages)('%s needs nothing native', name => {
  expect(nativeFree(join(root, packagesOf(files).find(({ manifest }) => manifest.name === name)!.folder))).toEqual([])
})
