import { expect, it } from 'vitest'
import { whereMatcher, type Metadata, type Where } from '@towerkit/core'

const shoe: Metadata = {
  kind: 'shoe',
  size: 42,
  sold: false,
  day: '2024-05-01',
  tags: ['red', 'new'],
  maker: { name: 'Ada', towns: [{ name: 'Ulm' }, { name: 'Bonn', since: 1990 }] },
  'a.b': 1,
  serial: 9007199254740993n,
  none: [],
}

it.each<[Where, boolean]>([
  [{}, true],
  [{ kind: 'shoe' }, true],
  [{ kind: 'hat' }, false],
  [{ kind: 'shoe', size: 41 }, false],
  [{ sold: false }, true],
  [{ size: '42' }, false],
  [{ kind: ['hat', 'shoe'] }, true],
  [{ kind: [] }, false],
  [{ size: [41, 42, 'shoe'] }, true],
  [{ size: { from: 42, to: 42 } }, true],
  [{ size: { from: 43 } }, false],
  [{ size: { to: 41.9 } }, false],
  [{ size: { from: 43, to: 41 } }, false],
  [{ size: { from: '0' } }, false],
  [{ day: { from: '2024-05-01', to: '2024-05-31' } }, true],
  [{ day: { to: '2024-04-30' } }, false],
  [{ colour: 'red' }, false],
  [{ colour: { from: 0 } }, false],
  [{ toString: 'x' }, false],
  [{ tags: 'new' }, true],
  [{ tags: ['old', 'red'] }, true],
  [{ tags: { contains: ['red', 'new'] } }, true],
  [{ tags: { contains: ['red', 'old'] } }, false],
  [{ tags: { contains: 'old' } }, false],
  [{ tags: { not: 'old' } }, true],
  [{ tags: { not: 'new' } }, false],
  [{ tags: { from: 's' } }, false],
  [{ none: 'x' }, false],
  [{ none: { exists: true } }, true],
  [{ 'maker.name': 'Ada' }, true],
  [{ 'maker.towns.name': 'Bonn' }, true],
  [{ 'maker.towns.since': { to: 1990 } }, true],
  [{ 'maker.towns.name.first': 'B' }, false],
  [{ 'maker.none': 'Ada' }, false],
  [{ maker: { exists: true } }, true],
  [{ maker: 'Ada' }, false],
  [{ 'a.b': 1 }, true],
  [{ size: 42n }, true],
  [{ size: { from: 41n, to: 43n } }, true],
  [{ serial: 9007199254740993n }, true],
  [{ serial: 9007199254740992 }, false],
  [{ serial: { from: 9007199254740992 } }, true],
  [{ serial: { to: 9007199254740992n } }, false],
  [{ size: { not: 42 } }, false],
  [{ size: { not: { from: 43 } } }, true],
  [{ size: { from: 40, not: 42 } }, false],
  [{ colour: { not: 'red' } }, true],
  [{ colour: { not: 'red', exists: true } }, false],
  [{ colour: { exists: false } }, true],
  [{ not: { kind: 'hat', size: 42 } }, true],
  [{ not: { kind: 'shoe', size: 42 } }, false],
  [{ or: [{ kind: 'hat' }, { size: 42 }] }, true],
  [{ or: [{ kind: 'hat' }, { size: 41 }] }, false],
  [{ and: [{ tags: 'red' }, { tags: 'old' }] }, false],
  [{ kind: 'hat', or: [{ size: 42 }] }, false],
  [{ or: [] }, false],
  [{ and: [] }, true],
  [{ or: ['x'] }, false],
])('%o', (where, expected) => {
  expect(whereMatcher(where)(shoe)).toBe(expected)
})

it('takes fields of any name', () => {
  const metadata = JSON.parse('{"__proto__": 1}') as Metadata
  expect(whereMatcher(JSON.parse('{"__proto__": 1}') as Where)(metadata)).toBe(true)
  expect(whereMatcher({ constructor: 1 })(metadata)).toBe(false)
})

it.each([
  null,
  'kind',
  ['kind'],
  { kind: null },
  { kind: undefined },
  { kind: [null] },
  { kind: [['a']] },
  { size: Number.NaN },
  { size: [Infinity] },
  { size: {} },
  { size: { gt: 5 } },
  { size: { from: 1, above: 2 } },
  { size: { from: 1, to: 'a' } },
  { size: { from: Number.NaN } },
  { sold: { from: true } },
  { size: { exists: 1 } },
  { size: { contains: null } },
  { size: { not: undefined, from: undefined } },
  { size: { not: { above: 1 } } },
  { or: [{ kind: null }] },
  { or: [{}, 'x'] },
  { maker: { name: 'Ada' } },
  { day: { from: new Date(0) } },
])('refuses %o', where => {
  expect(() => whereMatcher(where as unknown as Where)).toThrow(expect.objectContaining({ code: 'argument' }))
})

it('compares dates by time, to the end of a day or a month', () => {
  const within = (value: string, from: string | undefined, to: string | undefined) =>
    whereMatcher({ at: { ...(from && { from }), ...(to && { to }) } })({ at: value })
  expect(within('2024-05-31T10:00:00Z', '2024-05-01', '2024-05-31')).toBe(true)
  expect(within('2024-06-01T01:00:00+02:00', undefined, '2024-05-31')).toBe(true)
  expect(within('2024-06-01T01:00:00', undefined, '2024-05-31')).toBe(false)
  expect(within('2024-05-31 23:59:59', undefined, '2024-05')).toBe(true)
  expect(within('2024-05-31', '2024-05-31T00:00:01Z', undefined)).toBe(false)
  expect(within('today', '2024-05-01', undefined)).toBe(false)
  expect(within('b', 'a', '2024')).toBe(false)
  expect(within('2019', '2018', '2020')).toBe(true)
})

it('takes conditions 31 levels deep, and no endless ones', () => {
  let where: Where = { kind: 'shoe' }
  for (let level = 0; level < 30; level++) where = { not: where }
  expect(whereMatcher(where)(shoe)).toBe(true)
  const endless: { not?: unknown } = {}
  endless.not = endless
  expect(() => whereMatcher(endless as Where)).toThrow('nested more than 32 levels')
})
