import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { nativeFree } from './native-free.ts'

function installed(files: Readonly<Record<string, object | string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'towerkit-native-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

const own = { name: 'own', dependencies: { plain: '1.0.0' } }
const plain = { name: 'plain' }

it('finds nothing in plain packages, also where they need each other', () => {
  expect(
    nativeFree(
      installed({
        'package.json': own,
        'node_modules/plain/package.json': { ...plain, dependencies: { plain: '1.0.0' } },
      }),
    ),
  ).toEqual([])
})

it('finds what is native two packages away', () => {
  const folder = installed({
    'package.json': own,
    'node_modules/plain/package.json': { ...plain, dependencies: { deep: '1.0.0' } },
    'node_modules/deep/package.json': { name: 'deep', os: ['linux'], scripts: { postinstall: 'node build.js' } },
    'node_modules/deep/lib/addon.node': '',
  })
  expect(nativeFree(folder)).toEqual(['deep: has postinstall', 'deep: has os', 'deep: has lib/addon.node'])
})

it('says what is not installed', () => {
  expect(nativeFree(installed({ 'package.json': own }))).toEqual(['own: plain is not installed'])
})
