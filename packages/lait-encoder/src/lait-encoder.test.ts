import { expect, it } from 'vitest'
import { laitEncoder, type LaitEncoderOptions } from '@towerkit/lait-encoder'
import { tinyConfigs, tinyLait, tinyTexts, tinyTokenizer, tinyWeights } from './testing/tiny-lait.ts'

const [watch, read, parse] = tinyTexts as [string, string, string]

const config = tinyConfigs['bert']!
const model = { config, tokenizer: tinyTokenizer, weights: tinyWeights(config) }
it.each<[string, Partial<LaitEncoderOptions>, RegExp]>([
  ['no head', { head: undefined }, /the head is undefined/],
  ['one class', { head: { classes: 1 } }, /classes/],
  ['more parallel layers than layers', { parallelLayers: 4 }, /parallelLayers is 4, the network has 3/],
  ['no parallel layers', { parallelLayers: undefined }, /parallelLayers is undefined/],
  ['layers to train that are not there', { trainingLayers: [0, 4] }, /trainingLayers.* is 4/],
  ['no layers to train', { trainingLayers: [] }, /trainingLayers is empty/],
  ['another pooling', { pooling: 'max' as 'mean' }, /pooling is "max"/],
  ['segments longer than the network', { maxLength: 49 }, /maxLength is 49/],
])('refuses %s', async (_name, options, message) => {
  await expect(
    laitEncoder({ backbone: model, parallelLayers: 1, head: 'score', ...options } as LaitEncoderOptions),
  ).rejects.toMatchObject({ code: 'argument', message: expect.stringMatching(message) as string })
})

it('refuses inputs that it cannot read', async () => {
  await using encoder = await tinyLait()
  await expect(encoder.predict([[watch], []])).rejects.toMatchObject({ code: 'argument', details: { index: 1 } })
  await expect(encoder.predict([[watch, 3 as unknown as string]])).rejects.toMatchObject({ code: 'argument' })
  await expect(encoder.score([watch], [read])).rejects.toMatchObject({ code: 'argument' })
  await expect(encoder.predict([[watch]], { parallelLayers: 9 })).rejects.toMatchObject({ code: 'argument' })
  expect((await encoder.predict([])).count).toBe(0)
  await using similar = await tinyLait({ head: 'similarity' })
  await expect(similar.predict([[watch]])).rejects.toMatchObject({ code: 'argument' })
  await using running = await tinyLait({ positions: 'running' })
  await expect(running.precompute([watch])).rejects.toMatchObject({ code: 'argument' })
  await expect(running.predict([Array.from({ length: 9 }, () => parse)])).rejects.toMatchObject({ code: 'argument' })
  await expect(similar.predict([[watch, read]], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  })
})

it('has one tower for all columns', async () => {
  await using encoder = await tinyLait()
  expect(encoder.tower('logits')).toBe(encoder.tower('scores'))
})
