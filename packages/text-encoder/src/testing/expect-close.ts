import type { Vectors } from '@towerkit/core'
import { expect } from 'vitest'

/** Expects the same vectors to five decimals. */
export function expectClose(actual: Vectors, expected: Vectors): void {
  expect([actual.count, actual.dimensions]).toEqual([expected.count, expected.dimensions])
  actual.data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 5))
}
