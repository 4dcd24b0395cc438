import { expect, it } from 'vitest'
import { documentMetadata } from './document-metadata.ts'

it('keeps lists, nested fields, dates and big integers, and says what it leaves out', () => {
  const leftOut: string[] = []
  const kept = documentMetadata(
    {
      tags: ['a', 'b'],
      numbers: [1, null, 2],
      nested: { language: 'en', none: null, bytes: new Uint8Array(3) },
      big: 9_007_199_254_740_993n,
      small: 5n,
      date: new Date(0),
      none: null,
      text: 'half \uD800',
      vector: Array.from({ length: 300 }, () => 0.5),
      infinite: Infinity,
    },
    field => leftOut.push(field),
  )
  expect(kept).toEqual({
    tags: ['a', 'b'],
    numbers: [1, 2],
    nested: { language: 'en' },
    big: 9_007_199_254_740_993n,
    small: 5,
    date: '1970-01-01T00:00:00.000Z',
    text: 'half \uFFFD',
  })
  expect(leftOut).toEqual(['nested.bytes', 'vector', 'infinite'])
})
