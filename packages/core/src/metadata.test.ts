import { expect, it } from 'vitest'
import { checkMetadata, type Metadata } from '@towerkit/core'

it('takes strings, finite numbers and booleans in fields of any name', () => {
  expect(() =>
    checkMetadata('add', [{ a: '', b: -0, c: false }, {}, JSON.parse('{"__proto__": 1}') as Metadata], 3),
  ).not.toThrow()
})

it.each<[string, unknown[], number]>([
  ['shape', [{}], 2],
  ['argument', [null], 1],
  ['argument', [[]], 1],
  ['argument', [{ a: null }], 1],
  ['argument', [{ a: Infinity }], 1],
  ['argument', [{}, { a: { b: 1 } }], 2],
])('refuses with code "%s": %j for %i keys', (code, metadata, count) => {
  expect(() => checkMetadata('add', metadata as Metadata[], count)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(/^add: /) }),
  )
})
