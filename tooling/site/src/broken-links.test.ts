import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { brokenLinks } from './broken-links.ts'

it('finds links to missing files and to missing places, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'towerkit-site-'))
  mkdirSync(join(folder, 'modules'))
  writeFileSync(
    join(folder, 'index.html'),
    '<a href="modules/core.html#Encoder">a</a> <a href="#top">b</a> <a href="https://example.org">c</a> ' +
      '<a href="modules/gone.html">d</a> <a href="modules/core.html#gone">e</a> <img src="gone.png"><p id="top">',
  )
  writeFileSync(join(folder, 'modules/core.html'), '<h2 id="Encoder"></h2> <a href="../index.html">a</a>')
  expect(brokenLinks(folder)).toEqual([
    { page: 'index.html', link: 'modules/gone.html' },
    { page: 'index.html', link: 'modules/core.html#gone' },
    { page: 'index.html', link: 'gone.png' },
  ])
})
