import { describe, expect, it } from 'vitest'
import { layerwiseRates } from './layerwise-rates.ts'
import { sgd } from './sgd.ts'
import { train } from './train.ts'
import { options, smallNet, values } from './testing/small-net.ts'

describe('freeze', () => {
  it.each([undefined, 2])('leaves what it names as it was, chunk size %s', async chunkSize => {
    const net = smallNet()
    const before = values(net)
    await train(options(net, { freeze: ['net.layer.0.*', /layer\.1\.bias/], ...(chunkSize && { chunkSize }) }))
    const after = values(net)
    const same = Object.keys(before).filter(name => String(before[name]) === String(after[name]))
    expect(same).toEqual(['layer.0.weight', 'layer.0.bias', 'layer.1.bias'])
  })

  it('changes nothing in how the others are trained', async () => {
    // With SGD and without clipping the weights do not know of each other.
    const whole = smallNet()
    const part = smallNet()
    const settings = { optimizer: sgd({ learningRate: 0.1 }), clipNorm: Infinity, steps: 1 }
    await train(options(whole, settings))
    await train(options(part, { ...settings, freeze: ['net.layer.0.*'] }))
    expect(values(part)['layer.2.weight']).toEqual(values(whole)['layer.2.weight'])
  })

  it('refuses patterns that fit nothing, and to freeze all', async () => {
    await expect(train(options(smallNet(), { freeze: ['layer.0.*'] }))).rejects.toThrow(
      'Names begin with that of their tower',
    )
    await expect(train(options(smallNet(), { freeze: ['*'] }))).rejects.toThrow('frozen')
  })
})

describe('learningRates', () => {
  it('scales the step of the weights that a rule fits, the last rule first', async () => {
    const plain = smallNet()
    const slow = smallNet()
    const start = values(plain)
    const settings = { optimizer: sgd({ learningRate: 0.1 }), clipNorm: Infinity, steps: 1 }
    await train(options(plain, settings))
    await train(
      options(slow, {
        ...settings,
        learningRates: [
          { weights: 'net.*', factor: 0.5 },
          { weights: 'net.layer.2.weight', factor: 0.25 },
        ],
      }),
    )
    for (const [name, factor] of [
      ['layer.0.weight', 0.5],
      ['layer.2.weight', 0.25],
    ] as const) {
      start[name]!.forEach((first, i) =>
        expect(values(slow)[name]![i]! - first).toBeCloseTo(factor * (values(plain)[name]![i]! - first), 6),
      )
    }
  })

  it('falls towards the input by layerwiseRates', () => {
    const factors = layerwiseRates({ layers: 3, decay: 0.5 }).map(({ factor }) => factor)
    expect(factors).toEqual([0.125, 0.25, 0.5, 1])
    expect(() => layerwiseRates({ layers: 0 })).toThrow(expect.objectContaining({ code: 'argument' }))
  })
})

describe('average', () => {
  it('leaves the moving average of the weights in the model', async () => {
    const net = smallNet()
    const steps = [] as Record<string, number[]>[]
    const start = values(net)
    const plain = smallNet()
    for (let step = 1; step <= 6; step++) {
      const again = smallNet()
      await train(options(again, { steps: step, schedule: () => 1 }))
      steps.push(values(again))
    }
    await train(options(plain, { steps: 6, average: { decay: 0.5 }, schedule: () => 1 }))
    const name = 'layer.1.weight'
    let expected = start[name]!
    steps.forEach((weights, i) => {
      const keep = Math.min(0.5, (2 + i) / (11 + i))
      expected = expected.map((value, at) => keep * value + (1 - keep) * weights[name]![at]!)
    })
    expected.forEach((value, i) => expect(values(plain)[name]![i]).toBeCloseTo(value, 5))
    await expect(train(options(net, { average: { decay: 1 } }))).rejects.toMatchObject({ code: 'argument' })
  })
})
