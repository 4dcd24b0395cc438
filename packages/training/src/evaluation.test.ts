import { describe, expect, it } from 'vitest'
import { train } from './train.ts'
import { bytes, options, smallNet } from './testing/small-net.ts'

describe('evaluation', () => {
  /** Best at the sixth step. */
  const hill = ({ step }: { readonly step: number }) => ({ score: -Math.abs(step - 6), other: step })

  it('keeps the best weights and stops when nothing gets better', async () => {
    const net = smallNet()
    const six = smallNet()
    const result = await train(
      options(net, { steps: 40, schedule: () => 1, evaluation: { every: 2, run: hill, patience: 3 } }),
    )
    expect(result.evaluations.map(({ step, isBest }) => [step, isBest])).toEqual([
      [2, true],
      [4, true],
      [6, true],
      [8, false],
      [10, false],
      [12, false],
    ])
    expect(result.steps).toBe(12)
    await train(options(six, { steps: 6, schedule: () => 1 }))
    expect(bytes(net)).toBe(bytes(six))
  })

  it('can follow another score, downwards, and keep the last weights', async () => {
    const net = smallNet()
    const plain = smallNet()
    const result = await train(
      options(net, { evaluation: { every: 4, run: hill, metric: 'other', lowerIsBetter: true, keepBest: false } }),
    )
    expect(result.evaluations.map(({ isBest }) => isBest)).toEqual([true, false, false])
    await train(options(plain))
    expect(bytes(net)).toBe(bytes(plain))
  })

  it.each([
    [{ every: 0 }, 'every'],
    [{ patience: 0 }, 'patience'],
    [{ minimumGain: -1 }, 'minimumGain'],
    [{ metric: 'nDCG' }, 'nDCG = undefined'],
  ])('refuses %j', async (wrong, message) => {
    await expect(train(options(smallNet(), { evaluation: { every: 1, run: hill, ...wrong } }))).rejects.toThrow(message)
  })
})
