import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { studyResults } from './study-results.ts'

interface Line {
  readonly arm: string
  readonly seed: number
  readonly value: number
}

it('keeps what was measured, and passes over the line at which a run was killed', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'towerkit-study-')), 'new', 'results.jsonl')
  const results = studyResults<Line>(path)
  results.add({ arm: 'a', seed: 1, value: 0.5 })
  results.add({ arm: 'a', seed: 2, value: 0.6 })
  appendFileSync(path, '{"arm":"b","seed":1,"va')

  const again = studyResults<Line>(path)
  expect(again.lines).toEqual(results.lines)
  expect(again.find({ arm: 'b' })).toBeUndefined()
  again.add({ arm: 'b', seed: 1, value: 0.7 })
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5)

  const { find, ofSeeds } = studyResults<Line>(path)
  expect(find({ arm: 'b' })?.value).toBe(0.7)
  expect(ofSeeds({ arm: 'a' }, [2, 1])?.map(({ value }) => value)).toEqual([0.6, 0.5])
  expect(ofSeeds({ arm: 'b' }, [1, 2])).toBeUndefined()
})
