import { describe, expect, it } from 'vitest'
import { constantSchedule, cosineSchedule, linearSchedule, type Schedule } from './schedule.ts'

const factors = (schedule: Schedule, steps: number) => Array.from({ length: steps }, (_, i) => schedule(i + 1, steps))
const schedules = { constantSchedule, linearSchedule, cosineSchedule }
const lengths = [1, 2, 3, 7, 10, 100, 1001]
const warmUps = [0, 0.06, 0.1, 0.5, 0.99, 1, 3, 50, 1001, 5000]

it('gives the values of their definitions', () => {
  expect(factors(constantSchedule({ warmUp: 2 }), 4)).toEqual([0.5, 1, 1, 1])
  expect(factors(linearSchedule(), 4)).toEqual([1, 0.75, 0.5, 0.25])
  expect(factors(linearSchedule({ warmUp: 0.4 }), 5)).toEqual([0.5, 1, 1, 1 - 1 / 3, 1 - 2 / 3])
  factors(cosineSchedule({ warmUp: 1 }), 5).forEach((factor, i) =>
    expect(factor).toBeCloseTo([1, 1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2][i]!, 12),
  )
})

describe.each(Object.entries(schedules))('%s', (_name, schedule) => {
  it('rises to 1 over the warm-up, never rises after it, and still learns in the last step', () => {
    for (const steps of lengths) {
      for (const warmUp of warmUps) {
        const all = factors(schedule({ warmUp }), steps)
        const rising = Math.min(steps, warmUp < 1 ? Math.floor(warmUp * steps) : warmUp)
        const name = `${steps} steps, warm-up ${warmUp}`
        for (const factor of all) expect(factor > 0 && factor <= 1, name).toBe(true)
        all.forEach((factor, i) => {
          if (i > 0)
            expect(i < rising ? factor > all[i - 1]! : factor <= all[i - 1]!, `${name}, step ${i + 1}`).toBe(true)
        })
        if (rising === warmUp || warmUp < 1) expect(Math.max(...all), name).toBe(1)
        expect(all[rising] ?? 1, name).toBe(1)
      }
    }
  })

  it('takes a warm-up below 1 as a share of the steps', () => {
    expect(factors(schedule({ warmUp: 0.25 }), 40)).toEqual(factors(schedule({ warmUp: 10 }), 40))
  })

  it('refuses a warm-up that is no number of steps', () => {
    for (const warmUp of [-1, Number.NaN, Infinity])
      expect(() => schedule({ warmUp })).toThrow(expect.objectContaining({ code: 'argument' }))
  })
})
