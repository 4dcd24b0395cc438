import { expect, it } from 'vitest'
import { adjustPValues } from '@towerkit/evaluation'

// statsmodels.stats.multitest.multipletests gives the same for these, by Holm's and Bonferroni's definitions.
it.each([
  [
    [0.01, 0.04, 0.03],
    [0.03, 0.06, 0.06],
    [0.03, 0.12, 0.09],
  ],
  [
    [0.5, 0.6],
    [1, 1],
    [1, 1],
  ],
  [[0.2], [0.2], [0.2]],
  [[], [], []],
  [
    [0.02, 0.02, 0.001, 1],
    [0.06, 0.06, 0.004, 1],
    [0.08, 0.08, 0.004, 1],
  ],
])('adjusts %j', (pValues, holm, bonferroni) => {
  adjustPValues(pValues).forEach((value, i) => expect(value).toBeCloseTo(holm[i]!, 12))
  adjustPValues(pValues, 'bonferroni').forEach((value, i) => expect(value).toBeCloseTo(bonferroni[i]!, 12))
})

it.each([
  ['a p-value above 1', () => adjustPValues([1.5])],
  ['NaN', () => adjustPValues([Number.NaN])],
  ['an unknown method', () => adjustPValues([], 'sidak' as 'holm')],
])('refuses %s', (_name, work) => {
  expect(work).toThrow(expect.objectContaining({ code: 'argument' }))
})
