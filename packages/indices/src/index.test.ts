import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

/**
 * What a module imports when it is loaded, through its own package's modules. Types and imports on use do not count.
 */
async function loadedFrom(file: string, found = new Set<string>()): Promise<Set<string>> {
  const source = await readFile(new URL(file, import.meta.url), 'utf8')
  for (const [, clause, path] of source.matchAll(/^(?:import|export) (.*)from '([^']+)'/gm)) {
    if (clause!.startsWith('type ') || found.has(path!)) continue
    found.add(path!)
    if (path!.startsWith('./')) await loadedFrom(path!, found)
  }
  return found
}

it('loads in a browser: nothing but core', async () => {
  expect([...(await loadedFrom('./index.ts'))].filter(path => !path.startsWith('./'))).toEqual(['@towerkit/core'])
  expect([...(await loadedFrom('./index-file.ts'))]).toContain('node:crypto')
})
