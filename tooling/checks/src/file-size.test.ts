import { expect, it } from 'vitest'
import { fileSize } from './file-size.ts'

const long = { 'a.ts': 'line\n'.repeat(300) }

it('an exempt file may be long, and an exemption that is not needed is reported', () => {
  const files = new Map(Object.entries({ ...long, 'b.ts': 'line\n' }))
  expect(fileSize(files, { 'a.ts': 'a table of constants' })).toEqual([])
  expect(fileSize(files, { 'a.ts': 'a table of constants', 'b.ts': 'none' })).toEqual([
    'b.ts: is exempt from the size check and need not be; remove the exemption',
  ])
})
