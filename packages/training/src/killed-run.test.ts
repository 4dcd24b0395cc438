import { describe, expect, it } from 'vitest'
import type { Tower } from '@towerkit/graph'
import { adafactor } from './adafactor.ts'
import { adamW } from './adamw.ts'
import { train } from './train.ts'
import { bytes, folder, options, smallNet, values, type Options } from './testing/small-net.ts'

describe('a run with all options, killed', () => {
  it.each([
    [undefined, adamW({ learningRate: 0.02 })],
    [2, adamW({ learningRate: 0.02 })],
    [undefined, adafactor({ learningRate: 0.05 })],
  ])('ends with the same bytes, chunk size %s', async (chunkSize, optimizer) => {
    const checkpoints = async () => ({ folder: await folder(), every: 3 })
    const seen: number[] = []
    const all = (net: Tower<readonly number[]>): Partial<Options> => ({
      steps: 20,
      optimizer,
      freeze: ['net.layer.0.bias'],
      learningRates: [{ weights: /layer\.1/, factor: 0.5 }],
      average: { decay: 0.9 },
      schedule: () => 1,
      evaluation: {
        every: 4,
        patience: 2,
        run: ({ step }) => ({ score: -Math.abs(step - 8) + values(net)['layer.2.bias']![0]! * 1e-3 }),
      },
      ...(chunkSize && { chunkSize }),
    })
    const whole = smallNet()
    const expected = await train(options(whole, { ...all(whole), checkpoints: await checkpoints() }))
    expect(expected.steps).toBe(16)
    const stored = await checkpoints()
    for (const stopAt of [5, 8, 14, Infinity]) {
      const net = smallNet()
      const controller = new AbortController()
      const result = await train(
        options(net, {
          ...all(net),
          checkpoints: stored,
          signal: controller.signal,
          onProgress: ({ step }) => {
            if (step === stopAt) controller.abort()
          },
        }),
      ).catch((error: { code: string }) => error)
      if (stopAt < Infinity) expect(result).toMatchObject({ code: 'aborted' })
      else {
        expect((result as typeof expected).evaluations).toEqual(expected.evaluations)
        expect(bytes(net)).toBe(bytes(whole))
      }
      seen.push(stopAt)
    }
    // Once more: it is done.
    const again = smallNet()
    expect((await train(options(again, { ...all(again), checkpoints: stored }))).losses).toEqual([])
    expect(bytes(again)).toBe(bytes(whole))
  })

  it('is another run with other frozen weights', async () => {
    const checkpoints = await folder()
    await train(options(smallNet(), { freeze: ['net.layer.0.*'], checkpoints }))
    const other = smallNet()
    ;(other.weights['layer.0.weight']!.data as Float32Array)[0]! += 1
    await expect(train(options(other, { freeze: ['net.layer.0.*'], checkpoints }))).rejects.toThrow('another run')
  })
})
