import { describe, expect, it } from 'vitest'
import type { Tower } from '@towerkit/graph'
import { adamW } from './adamw.ts'
import { lora } from './lora.ts'
import { sgd } from './sgd.ts'
import { train } from './train.ts'
import { bytes, folder, options, smallNet, type Options } from './testing/small-net.ts'

describe('lora', () => {
  const adapt = (net: Tower<readonly number[]>) =>
    lora(
      { tower: column => (column === 'input' ? (net as Tower<unknown>) : undefined) },
      { columns: ['input'], rank: 2, alpha: 4, targets: ['layer.*.weight'], seed: 1 },
    )

  it('trains the changes only, and merges to the same function', async () => {
    const net = smallNet()
    const before = bytes(net)
    const adapted = adapt(net)
    const { losses } = await train(
      options(net, { model: adapted, steps: 30, optimizer: adamW({ learningRate: 0.05 }) }),
    )
    expect(losses.at(-1)!).toBeLessThan(losses[0]!)
    expect(bytes(net)).toBe(before)
    expect(adapted.size).toEqual({ trained: 3 * 16, frozen: 3 * 20 })

    const lossNow = async (model: Options['model']) =>
      (await train(options(smallNet(), { model, steps: 1, optimizer: sgd({ learningRate: 0 }), batchSize: 16 })))
        .losses[0]!
    const apart = await lossNow(adapted)
    adapted.merge()
    expect(bytes(net)).not.toBe(before)
    expect(await lossNow(options(net).model)).toBeCloseTo(apart, 6)
    await expect(lossNow(adapted)).rejects.toThrow('merged')
    adapted.unmerge()
    expect(bytes(net)).toBe(before)
  })

  it('stores and resumes the changes only', async () => {
    const checkpoints = await folder()
    const whole = smallNet()
    const net = smallNet()
    const first = adapt(whole)
    await train(options(whole, { model: first, steps: 10 }))
    const second = adapt(net)
    const controller = new AbortController()
    await train(
      options(net, {
        model: second,
        steps: 10,
        checkpoints,
        signal: controller.signal,
        onProgress: ({ step }) => {
          if (step === 4) controller.abort()
        },
      }),
    ).catch(() => {})
    const third = adapt(smallNet())
    await train(options(net, { model: third, steps: 10, checkpoints }))
    const changes = (model: typeof first) =>
      JSON.stringify(
        Object.entries(model.tower('input')!.weights)
          .filter(([name]) => name.includes('lora'))
          .map(([, { data }]) => [...(data as Float32Array)]),
      )
    expect(changes(third)).toBe(changes(first))
  })

  it('refuses settings that make no sense', () => {
    const net = smallNet()
    const model = options(net).model
    for (const wrong of [
      { rank: 0 },
      { alpha: 0 },
      { targets: ['nothing.*'] },
      { targets: undefined as never },
      { columns: ['target'] },
    ]) {
      expect(() => lora(model, { columns: ['input'], targets: ['*.weight'], ...wrong })).toThrow(
        expect.objectContaining({ code: 'argument' }),
      )
    }
  })
})
