import { expect, it } from 'vitest'
import { tinyLait } from './testing/tiny-lait.ts'

it('refuses one text in the place of several', async () => {
  await using encoder = await tinyLait({ head: 'score' })
  const one = 'hello' as unknown as string[]
  for (const call of [
    encoder.score(one, ['a']),
    encoder.score(['a'], one),
    encoder.precompute(one),
    encoder.predict(one as never),
    encoder.predict(['ab'] as never),
    encoder.score([undefined] as never, ['a']),
    encoder.score(undefined as never, ['a']),
    encoder.score(['a'], undefined as never),
  ])
    await expect(call).rejects.toMatchObject({ code: 'argument' })
})

it('refuses options that its calls do not have', async () => {
  await using encoder = await tinyLait({ head: 'score' })
  const wrong = { parallelLayer: 0 } as object
  for (const call of [
    encoder.score(['a'], ['b'], wrong),
    encoder.predict([['a', 'b']], wrong),
    encoder.precompute(['a'], wrong),
    encoder.predictAdaptively([['a', 'b']], { parallelLayers: [0], isCertain: () => true, ...wrong }),
  ])
    await expect(call).rejects.toMatchObject({ code: 'argument', details: { nearest: 'parallelLayers' } })
  await expect(encoder.save('never-made', { onx: false } as object)).rejects.toMatchObject({
    details: { nearest: 'onnx' },
  })
})
