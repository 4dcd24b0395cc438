import { describe, expect, it } from 'vitest'
import { checks } from './checks.ts'
import { plantedFiles } from './testing/planted-files.ts'
import { plantedImports } from './testing/planted-imports.ts'
import { plantedManifests } from './testing/planted-manifests.ts'
import { plantedSources } from './testing/planted-sources.ts'

const plants = { ...plantedImports, ...plantedSources, ...plantedManifests }

describe.each(Object.entries(checks))('%s', (name, check) => {
  it('finds nothing in a sound workspace', () => {
    expect(check(plantedFiles())).toEqual([])
  })

  it.each(Object.entries(plants[name] ?? {}))('finds: %s', (_plant, [changes, expected]) => {
    expect(check(plantedFiles(changes))).toContain(expected)
  })

  it('has planted violations', () => {
    expect(Object.keys(plants[name] ?? {}).length).toBeGreaterThan(0)
  })
})
