import { expect, it } from 'vitest'
import { dateSpan } from '@towerkit/core'

it.each([
  ['1970-01-01', 0, 86_399_999],
  ['2024-02', Date.UTC(2024, 1, 1), Date.UTC(2024, 2, 1) - 1],
  ['2024-02-29', Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1) - 1],
  ['0050-01-01', Date.parse('0050-01-01T00:00:00Z'), Date.parse('0050-01-02T00:00:00Z') - 1],
])('%s is a span of time', (text, first, last) => {
  expect(dateSpan(text)).toEqual({ first, last })
})

it.each([
  ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00Z'],
  ['2024-05-01 10:00', '2024-05-01T10:00:00Z'],
  ['2024-05-01T10:00:00.123456', '2024-05-01T10:00:00.123Z'],
  ['2024-05-01T10:00:00+0230', '2024-05-01T07:30:00Z'],
  ['2024-05-01T10:00:00-05', '2024-05-01T15:00:00Z'],
])('%s is the moment %s', (text, moment) => {
  expect(dateSpan(text)).toEqual({ first: Date.parse(moment), last: Date.parse(moment) })
})

it.each([
  '',
  '2024',
  '2024-13',
  '2024-02-30',
  '2023-02-29',
  '2024-05-00',
  '2024-05-01T24:00',
  '2024-05-01T10:61',
  'May 1, 2024',
  '1.5.2024',
  ' 2024-05-01',
])('"%s" is no date', text => {
  expect(dateSpan(text)).toBeUndefined()
})
