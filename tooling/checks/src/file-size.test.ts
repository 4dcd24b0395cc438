import { expect, it } from 'vitest'
import { fileSize } from './file-size.ts'

const list = 'tooling/checks/src/long-files.json'
const sources = { 'a.ts': 'line\n'.repeat(2000), 'b.ts': `${' '.repeat(7000)}line\n` }

it('an exempt file may be long, indentation does not count, and a needless exemption is reported', () => {
  const check = (exempt: object) => fileSize(new Map(Object.entries({ ...sources, [list]: JSON.stringify(exempt) })))
  expect(check({})).toEqual(['a.ts: has 10000 characters, at most 6500; split it'])
  expect(check({ 'a.ts': 'a table of constants' })).toEqual([])
  expect(check({ 'a.ts': 'a table of constants', 'b.ts': 'none' })).toEqual([
    'b.ts: is exempt from the size check and need not be; remove the exemption',
  ])
})
