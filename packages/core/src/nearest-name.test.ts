import { expect, it } from 'vitest'
import { nearestName } from '@towerkit/core'

it.each([
  ['dimension', 'dimensions'],
  ['metirc', 'metric'],
  ['Metric', 'metric'],
  ['yaer', 'year'],
  ['id', undefined],
  ['temperature', undefined],
  ['', undefined],
])('"%s" is near %s', (name, expected) => {
  expect(nearestName(name, ['metric', 'dimensions', 'year', 'yearly'])).toBe(expected)
})
