import { expect, it } from 'vitest'
import { fitScalingLaw } from '@towerkit/training'

it.each([
  [12, 0.3, 1.5],
  [400, 0.6, 0],
  [3, 0.08, 0.2],
])('finds the curve that made the points: %s · N^−%s + %s', (amplitude, exponent, limit) => {
  const points = [1e5, 3e5, 1e6, 3e6, 1e7].map(size => ({ size, loss: amplitude * size ** -exponent + limit }))
  const law = fitScalingLaw(points)
  expect(law.exponent).toBeCloseTo(exponent, 3)
  expect(law.amplitude / amplitude).toBeCloseTo(1, 2)
  expect(law.limit).toBeCloseTo(limit, 2)
  expect(law.error).toBeLessThan(1e-5)
  expect(law.predict(1e8)).toBeCloseTo(amplitude * 1e8 ** -exponent + limit, 2)
})

it('tells how far the points are off the curve', () => {
  const points = [1e5, 1e6, 1e7, 1e8].map((size, i) => ({ size, loss: 10 * size ** -0.2 + 1 + (i % 2 ? 0.05 : -0.05) }))
  const law = fitScalingLaw(points)
  expect(law.error).toBeGreaterThan(0.02)
  expect(law.error).toBeLessThan(0.06)
  expect(law.explained).toBeLessThan(1)
})

it('gives a loss that does not fall no exponent to speak of: a flat curve', () => {
  const law = fitScalingLaw([1, 2, 3, 4].map(size => ({ size, loss: size })))
  expect(law.amplitude).toBe(0)
  expect(law.limit).toBeCloseTo(2.5)
})

it.each([[[1, 2, 3]], [[1, 1, 2, 3]], [[0, 1, 2, 3]], [[1, 2, 3, NaN]]])('refuses sizes %j', sizes => {
  expect(() => fitScalingLaw(sizes.map(size => ({ size, loss: 1 })))).toThrow(
    expect.objectContaining({ code: 'argument' }),
  )
})
