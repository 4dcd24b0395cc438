import { expect, it } from 'vitest'
import { whereMatcher, type Metadata, type Where } from '@towerkit/core'

const shoe: Metadata = { kind: 'shoe', size: 42, sold: false, day: '2024-05-01' }

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
])('%j', (where, expected) => {
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
])('refuses %j', where => {
  expect(() => whereMatcher(where as unknown as Where)).toThrow(expect.objectContaining({ code: 'argument' }))
})
