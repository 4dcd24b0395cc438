import { seededRandom } from '@towerkit/core'
import { bootstrapOverSeeds } from '@towerkit/evaluation'
import { expect, it } from 'vitest'

const random = seededRandom(3)
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

it('gives the mean over seeds and items, and the plain bootstrap with one seed', () => {
  const values = Array.from({ length: 400 }, normal)
  const { mean, low, high, seeds, items } = bootstrapOverSeeds([values])
  const center = values.reduce((sum, value) => sum + value, 0) / 400
  expect({ mean, seeds, items }).toEqual({ mean: expect.closeTo(center, 12), seeds: 1, items: 400 })
  // A mean of 400 has a standard error of 1/20.
  expect(high - center).toBeCloseTo(1.96 / 20, 1.5)
  expect(center - low).toBeCloseTo(1.96 / 20, 1.5)
})

it('is wider if the seeds disagree than over items alone, and narrower for paired differences', () => {
  const width = ({ low, high }: { low: number; high: number }) => high - low
  const base = Array.from({ length: 200 }, normal)
  const runs = [-0.3, 0, 0.3].map(shift => base.map(value => value + shift))
  const better = runs.map(run => run.map(value => value + 0.1))
  expect(width(bootstrapOverSeeds(runs))).toBeGreaterThan(width(bootstrapOverSeeds([base])) * 1.3)
  const difference = bootstrapOverSeeds(better, { against: runs })
  expect(difference.mean).toBeCloseTo(0.1, 12)
  expect(width(difference)).toBeLessThan(1e-12)
  expect(bootstrapOverSeeds(better, { against: [base] }).mean).toBeCloseTo(0.1, 12)
})

it('draws the items of a unit together', () => {
  const perUser = Array.from({ length: 50 }, normal)
  const items = perUser.flatMap(value => [value, value, value, value])
  const units = items.map((_, item) => Math.floor(item / 4))
  const width = ({ low, high }: { low: number; high: number }) => high - low
  const grouped = width(bootstrapOverSeeds([items], { units }))
  expect(grouped).toBeGreaterThan(1.6 * width(bootstrapOverSeeds([items])))
  expect(grouped).toBeCloseTo(width(bootstrapOverSeeds([perUser])), 1)
})

it('covers the true mean in about 95 of 100 cases', () => {
  let covered = 0
  for (let trial = 0; trial < 300; trial++) {
    const { low, high } = bootstrapOverSeeds([Array.from({ length: 60 }, normal)], { samples: 400, seed: trial })
    if (low <= 0 && high >= 0) covered++
  }
  expect(covered / 300).toBeGreaterThan(0.9)
  expect(covered / 300).toBeLessThan(0.99)
})

it('refuses runs that do not fit together', () => {
  expect(() => bootstrapOverSeeds([])).toThrow('0 runs of 0 items')
  expect(() => bootstrapOverSeeds([[1, 2], [1]])).toThrow('runs of 2 and of 1 items')
  expect(() => bootstrapOverSeeds([[1], [2], [3]], { against: [[1], [2]] })).toThrow('3 runs against 2')
  expect(() => bootstrapOverSeeds([[1, 2]], { units: [0] })).toThrow('units of 1 items, runs of 2')
  expect(() => bootstrapOverSeeds([[1, 2]], { confidence: 95 })).toThrow('confidence 95')
})
