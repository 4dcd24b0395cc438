import { expect, it } from 'vitest'
import { checkMetadata, copyMetadata, type Metadata } from '@towerkit/core'

it('takes values of every kind in fields of any name', () => {
  expect(() =>
    checkMetadata(
      'add',
      [
        { a: '', b: -0, c: false, d: 2n ** 99n, e: ['x', [1]], f: { g: { h: [] } } },
        Object.create(null) as Metadata,
        JSON.parse('{"__proto__": 1}') as Metadata,
      ],
      3,
    ),
  ).not.toThrow()
})

it.each<[string, unknown[], number]>([
  ['shape', [{}], 2],
  ['argument', [null], 1],
  ['argument', [[]], 1],
  ['argument', [{ a: null }], 1],
  ['argument', [{ a: Infinity }], 1],
  ['argument', [{}, { a: { b: null } }], 2],
  ['argument', [{ a: ['x', undefined] }], 1],
  ['argument', [{ a: new Date(0) }], 1],
  ['argument', [new Map()], 1],
])('refuses with code "%s": %j for %i keys', (code, metadata, count) => {
  expect(() => checkMetadata('add', metadata as Metadata[], count)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(/^add: /) }),
  )
})

it('says how to give a date', () => {
  expect(() => checkMetadata('add', [{ at: new Date(0) as never }], 1)).toThrow(
    'add: field "at" of metadata 0 is an object (Date). Give a date as a string: date.toISOString().',
  )
})

it('refuses what holds itself', () => {
  const round: Record<string, unknown> = {}
  round['self'] = round
  expect(() => checkMetadata('add', [round as Metadata], 1)).toThrow('32 levels')
})

it('copies to any depth, frozen, with equal whole numbers of one type', () => {
  const given = { list: ['a'], nested: { small: 5n, large: 2n ** 70n } }
  const copy = copyMetadata(given)
  given.list.push('b')
  given.nested.small = 6n
  expect(copy).toEqual({ list: ['a'], nested: { small: 5, large: 2n ** 70n } })
  expect(() => (copy['list'] as string[]).push('c')).toThrow(TypeError)
})
