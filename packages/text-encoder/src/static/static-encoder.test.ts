import { describe, expect, it } from 'vitest'
import { row } from '@towerkit/core'
import { encoderConformance } from '@towerkit/core/testing'
import { staticEncoderOf } from '@towerkit/text-encoder'
import { expectClose } from '../testing/expect-close.ts'
import { texts, tinyStaticEncoder } from '../testing/tiny-encoders.ts'
import { towerVectors } from '../testing/tower-vectors.ts'

describe('conformance', () => {
  for (const { name, run } of encoderConformance(() => tinyStaticEncoder(), texts)) it(name, run)
})

it('gives the mean of the vectors of its tokens, and zeros for an empty text', async () => {
  const encoder = tinyStaticEncoder({ normalize: false })
  const vectors = await encoder.encode(['read', '', 'read read'])
  expect(row(vectors, 1).every(value => value === 0)).toBe(true)
  expect(row(vectors, 2)).toEqual(row(vectors, 0))
  const short = await encoder.encode(['read'], { dimensions: 2, normalize: true })
  expect(Math.hypot(...short.data)).toBeCloseTo(1, 6)
})

it('trains as what it serves', async () => {
  const encoder = tinyStaticEncoder({ normalize: false })
  const tower = encoder.tower('query')!
  for (const some of [texts, ['']]) expectClose(await towerVectors(tower, some), await encoder.encode(some))
  ;(tower.weights['embedding.weight']!.data as Float32Array).fill(2)
  expect((await encoder.encode(['read'])).data.every(value => value === 2)).toBe(true)
})

it('gives many texts as a stream, in their order', async () => {
  const encoder = tinyStaticEncoder()
  const many = Array.from({ length: 5000 }, (_, i) => texts[i % 3]!)
  let at = 0
  const alone = await encoder.encode(texts.slice(0, 3))
  for await (const vectors of encoder.encodeStream(many)) {
    for (let i = 0; i < vectors.count; i += 97) expect(row(vectors, i)).toEqual(row(alone, (at + i) % 3))
    at += vectors.count
  }
  expect(at).toBe(5000)
})

it('refuses dimensions that are none, and a table of another tokenizer', () => {
  expect(() => tinyStaticEncoder({ dimensions: 0 })).toThrow(expect.objectContaining({ code: 'argument' }) as Error)
  expect(() =>
    staticEncoderOf({
      ...tinyStaticEncoder().parts,
      table: { dtype: 'float32', shape: [2, 2], data: new Float32Array(4) },
    }),
  ).toThrow(expect.objectContaining({ code: 'data' }) as Error)
})
