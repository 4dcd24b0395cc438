import { describe, expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { cachedPieces } from './cached-pieces.ts'
import { encodedTexts, trainingTexts } from './golden/texts.ts'
import { pipelineOf } from './pipeline.ts'
import { trainWordPiece } from './train-word-piece.ts'

const json = trainWordPiece(trainingTexts, { vocabularySize: 200 })
const { encode } = pipelineOf({ ...json })

const alphabet = [
  'a',
  'e',
  'Reads',
  'FILE',
  'é',
  'e\u0301',
  '\u0308',
  'Σ',
  'ς',
  '日',
  '\u{20000}',
  'ﬁ',
  '½',
  '🙂',
  '\u200d',
  '\ufeff',
  '\u00a0',
  '\u2028',
  '\u0085',
  '\u0000',
  '\u0007',
  '\v',
  '\f',
  ' ',
  ' ',
  ' ',
  '\t',
  '\r\n',
  '.',
  ',',
  '-',
  '_',
  "'",
  '"',
  '$',
  '^',
  '`',
  '~',
  '|',
  '[',
  ']',
  '[SEP]',
  '[sep]',
  '¿',
  '、',
  '’',
  '1',
  '２',
  '\ud800',
]

it('gives a text the ids that it has as a whole', () => {
  const random = seededRandom(1)
  const drawn = Array.from({ length: 2_000 }, () =>
    Array.from({ length: Math.floor(random() * 20) }, () => alphabet[Math.floor(random() * alphabet.length)]!).join(''),
  )
  const pieces = cachedPieces(json, encode)!
  for (const text of [...encodedTexts, ...drawn, ...drawn])
    expect([...pieces(text, Infinity)], JSON.stringify(text)).toEqual([...encode(text)])
})

it('stops soon after the limit, with the same first ids', () => {
  const text = trainingTexts.join(' ')
  const whole = encode(text)
  const some = cachedPieces(json, encode)!(text, 10)
  expect(some.length).toBeGreaterThan(10)
  expect(some.length).toBeLessThan(whole.length)
  expect(some).toEqual(whole.slice(0, some.length))
})

it('forgets when it has seen too many different pieces, and goes on', () => {
  const pieces = cachedPieces(json, text => [text.length])!
  for (let i = 0; i < 70_000; i++) expect(pieces(`w${i}`, Infinity)).toEqual([`w${i}`.length])
})

describe('is not for tokenizers', () => {
  it.each([
    ['of another kind', { ...json, model: { ...json.model, type: 'BPE' } }],
    ['with another splitter', { ...json, pre_tokenizer: { type: 'Whitespace' } }],
    ['with more than one normaliser', { ...json, normalizer: { type: 'Sequence', normalizers: [json.normalizer] } }],
    [
      'that look for added tokens after normalising',
      { ...json, added_tokens: [{ ...json.added_tokens[0], normalized: true }] },
    ],
  ])('%s', (_name, other) => expect(cachedPieces(other, encode)).toBeUndefined())
})
