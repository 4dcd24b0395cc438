import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { encoderConformance } from '@towerkit/core/testing'
import { initialize } from '@towerkit/graph'
import { asymmetricEncoder, openEncoder, staticEncoder, staticEncoderOf } from '@towerkit/text-encoder'
import { denseParameters, type DenseLayer } from '../dense-layer.ts'
import { newFolder } from '../testing/new-folder.ts'
import { texts, tinyStaticEncoder } from '../testing/tiny-encoders.ts'

const layers: readonly DenseLayer[] = [
  { dimensions: 20, bias: true, activation: 'ReLU' },
  { dimensions: 6, bias: true, activation: 'Identity' },
]
const weights = () =>
  Object.fromEntries(
    layers.flatMap((layer, i) =>
      Object.entries(initialize(denseParameters(layer, [6, 20][i]!), { seed: 3 })).map(([name, weight]) => [
        `dense.${i}.${name}`,
        weight,
      ]),
    ),
  )
const layered = () => staticEncoderOf({ ...tinyStaticEncoder().parts, dense: { layers, weights: weights() } })
for (const { name, run } of encoderConformance(layered, texts)) it(name, run)

it('serves what it trains, and what has been trained', async () => {
  await using encoder = layered()
  const weights = encoder.tower('query')!.weights
  const before = await encoder.encode(['read'], { normalize: false })
  ;(weights['dense.1.linear.bias']!.data as Float32Array).fill(1)
  encoder.tower('query')!.updated!()
  const after = await encoder.encode(['read'], { normalize: false })
  after.data.forEach((value, k) => expect(value).toBeCloseTo(before.data[k]! + 1, 5))
})

it('goes through a folder, also as one side of a Router, byte for byte', async () => {
  const folder = await newFolder()
  await using encoder = layered()
  await encoder.save(join(folder, 'alone'))
  await asymmetricEncoder({ queries: encoder, documents: tinyStaticEncoder() }).save(join(folder, 'router'))
  const expected = await encoder.encodeQueries(texts)
  await using alone = await openEncoder(join(folder, 'alone'))
  await using router = await openEncoder(join(folder, 'router'))
  expect((await alone.encodeQueries(texts)).data).toEqual(expected.data)
  expect((await router.encodeQueries(texts)).data).toEqual(expected.data)
  await rm(join(folder, 'alone', '1_Dense', 'config.json'))
  await expect(staticEncoder(join(folder, 'alone'))).rejects.toMatchObject({ code: 'data' })
})
