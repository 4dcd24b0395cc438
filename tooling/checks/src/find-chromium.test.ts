import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { findChromium } from './find-chromium.ts'

it('takes the variable, then the PATH, and says when there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'towerkit-chromium-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(findChromium({ PATH: folder })).toBeUndefined()
  writeFileSync(join(folder, 'chromium'), '')
  expect(findChromium({ PATH: `/nowhere:${folder}` })).toBe(join(folder, 'chromium'))
  writeFileSync(join(folder, 'other'), '')
  expect(findChromium({ PATH: folder, CHROMIUM: join(folder, 'other') })).toBe(join(folder, 'other'))
})
