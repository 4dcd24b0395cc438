import { expect, it } from 'vitest'
import { metadataFields, type Where } from '@towerkit/core'

const fields = metadataFields()
fields.note({ year: 2024, kind: 'a', tags: ['x'], author: { name: 'Ada', towns: [{ since: 1990n }] }, later: [] })
fields.note({ kind: true })

it.each<Where>([
  {},
  { year: 2020 },
  { year: 2020n },
  { year: { from: 1 } },
  { kind: 'b' },
  { kind: false },
  { tags: ['y', 'z'] },
  { 'author.name': { not: 'Ada' } },
  { 'author.towns.since': 3 },
  { later: 'anything' },
  { colour: { exists: true } },
  { or: [{ year: 1 }, { author: { exists: false } }] },
])('takes %o', where => {
  expect(() => fields.check(where)).not.toThrow()
})

it.each<[Where, string]>([
  [{ yaer: 2024 }, 'where: no key has a field "yaer". Did you mean "year"?'],
  [{ zzz: 1 }, 'Known fields are year, kind, tags, author, author.name, author.towns, author.towns.since, later.'],
  [{ year: '2024' }, 'where: field "year" asks for the string "2024", but it holds numbers.'],
  [{ year: { from: '2024' } }, 'it holds numbers'],
  [{ kind: 3 }, 'it holds strings and booleans'],
  [{ tags: ['x', 3] }, 'it holds strings'],
  [{ author: 'Ada' }, 'Name a field within it: "author.name".'],
  [{ not: { yaer: 1 } }, 'year'],
  [{ or: [{ year: 1 }, { and: [{ yaer: 1 }] }] }, 'year'],
  [{ year: { not: 'x' } }, 'numbers'],
])('refuses %o', (where, message) => {
  expect(() => fields.check(where)).toThrow(expect.objectContaining({ code: 'argument' }))
  expect(() => fields.check(where)).toThrow(message)
})

it('refuses nothing before the first record, but what no metadata can hold', () => {
  expect(() => metadataFields().check({ anything: 1 })).not.toThrow()
  expect(() => metadataFields().check({ anything: null as never })).toThrow('asks for null')
})
