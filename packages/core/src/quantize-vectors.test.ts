import { expect, it } from 'vitest'
import { dequantizeVectors, quantizeVectors, vectorRanges, vectors, type Precision } from './index.ts'
import golden from './__golden__/quantized-vectors.json' with { type: 'json' }
import { randomVectors } from './testing/index.ts'

const cases = golden.cases as readonly {
  readonly precision: Precision
  readonly ranged?: boolean
  readonly data: readonly number[]
}[]
const given = vectors(Float32Array.from(golden.vectors), golden.dimensions)
const ranges = { least: Float32Array.from(golden.least), greatest: Float32Array.from(golden.greatest) }

it.each(cases)(
  'gives the bytes of sentence-transformers: $precision, ranges given: $ranged',
  ({ precision, ranged, data }) => {
    const quantized = quantizeVectors(given, { precision, ...(ranged && { ranges }) })
    expect(quantized.data).toBeInstanceOf(precision === 'int8' || precision === 'binary' ? Int8Array : Uint8Array)
    expect([...quantized.data]).toEqual(data)
    expect(quantized).toMatchObject({ precision, count: golden.count, dimensions: golden.dimensions })
  },
)

it('gives numbers back that are at most a step below', () => {
  const many = randomVectors({ count: 50, dimensions: 7, seed: 1 })
  for (const precision of ['int8', 'uint8'] as const) {
    const back = dequantizeVectors(quantizeVectors(many, { precision, ranges: vectorRanges(many) }))
    many.data.forEach((value, i) => {
      expect(value - back.data[i]!).toBeLessThan(2 / 255 + 1e-5)
      expect(value - back.data[i]!).toBeGreaterThan(-1e-5)
    })
  }
})

it('takes no vectors where nothing is to be learnt from them', () => {
  const none = vectors([], 11)
  expect(quantizeVectors(none, { precision: 'binary' }).data).toHaveLength(0)
  expect(quantizeVectors(none, { precision: 'int8', ranges }).data).toHaveLength(0)
})

it.each<[string, () => unknown, string]>([
  ['one vector without ranges', () => quantizeVectors(vectors([[1, 2]]), { precision: 'int8' }), 'argument'],
  ['ranges of another model', () => quantizeVectors(vectors([[1, 2]]), { precision: 'int8', ranges }), 'shape'],
  ['numbers that are not finite', () => quantizeVectors(vectors([[1, Number.NaN]]), { precision: 'binary' }), 'data'],
  ['another precision', () => quantizeVectors(given, { precision: 'int4' as 'int8' }), 'argument'],
  ['ranges of nothing', () => vectorRanges(vectors([], 2)), 'argument'],
  ['lengths of signs', () => dequantizeVectors(quantizeVectors(given, { precision: 'binary' })), 'argument'],
])('refuses %s', (_name, work, code) => {
  expect(work).toThrow(expect.objectContaining({ code }) as Error)
})
