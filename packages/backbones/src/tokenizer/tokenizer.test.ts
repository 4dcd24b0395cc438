import { describe, expect, it } from 'vitest'
import { ArgumentError, DataError, seededRandom, TowerkitError } from '@towerkit/core'
import { encodedTexts, trainingTexts } from './golden/texts.ts'
import { loadTokenizer } from './tokenizer.ts'
import { trainWordPiece } from './train-word-piece.ts'

const json = trainWordPiece(trainingTexts, { vocabularySize: 200 })
const tokenizer = loadTokenizer(json)

describe('encodeBatch', () => {
  it('cuts long texts and keeps the special tokens around them', () => {
    const text = trainingTexts.join(' ')
    const [whole] = tokenizer.encodeBatch([text]).ids
    for (const maxLength of [2, 3, 7, whole!.length - 1, whole!.length]) {
      const {
        ids: [row],
        truncated,
      } = tokenizer.encodeBatch([text], { maxLength })
      expect([...row!]).toEqual([...whole!.slice(0, maxLength - 1), 3])
      expect(truncated).toBe(maxLength < whole!.length ? 1 : 0)
    }
  })

  it('gives a text the same ids alone and in a batch', () => {
    const { ids } = tokenizer.encodeBatch(encodedTexts)
    for (const [index, text] of encodedTexts.entries()) expect(tokenizer.encodeBatch([text]).ids[0]).toEqual(ids[index])
  })

  it('refuses a length without room for the special tokens, and what is no text', () => {
    expect(() => tokenizer.encodeBatch(['a'], { maxLength: 1 })).toThrow(ArgumentError)
    expect(() => tokenizer.encodeBatch(['a'], { maxLength: 4.5 })).toThrow(ArgumentError)
    expect(() => tokenizer.encodeBatch([undefined as unknown as string])).toThrow(ArgumentError)
  })

  it('handles a tokenizer whose template adds nothing', () => {
    const bare = loadTokenizer({ ...json, post_processor: null })
    const row = bare.encodeBatch(['reads'], { maxLength: 1 }).ids[0]!
    expect(row).toEqual(bare.encodeBatch(['reads a file']).ids[0]!.slice(0, 1))
  })
})

describe('loadTokenizer', () => {
  it('knows its vocabulary size and padding', () => {
    expect(tokenizer).toMatchObject({ vocabularySize: Object.keys(json.model.vocab).length, padId: 0 })
    expect(loadTokenizer({ ...json, padding: { pad_id: 4 } }).padId).toBe(4)
  })

  it('decodes without special tokens', () => {
    expect(tokenizer.decode(tokenizer.encodeBatch(['reads the file.']).ids[0]!)).toBe('reads the file.')
    expect(tokenizer.decode(new Int32Array())).toBe('')
  })

  it.each([
    ['model.vocab["a"] is -1', { ...json, model: { ...json.model, vocab: { ...json.model.vocab, a: -1 } } }],
    ['128 different ids for 129 tokens', { ...json, model: { ...json.model, vocab: { ...json.model.vocab, a: 0 } } }],
    ['model.unk_token is "[NONE]"', { ...json, model: { ...json.model, unk_token: '[NONE]' } }],
    ['model.type is "Markov"', { ...json, model: { ...json.model, type: 'Markov' } }],
    ['added_tokens[0].content is ""', { ...json, added_tokens: [{ ...json.added_tokens[0], content: '' }] }],
    ['model is missing', { version: '1.0' }],
    ['normalizer.pattern is missing', { ...json, normalizer: { type: 'Replace', content: '' } }],
    [
      'decoder.decoders[0].pattern is {}',
      { ...json, decoder: { type: 'Sequence', decoders: [{ type: 'Replace', pattern: {} }] } },
    ],
    ['pre_tokenizer.length is 0', { ...json, pre_tokenizer: { type: 'FixedLength', length: 0 } }],
  ])('refuses a file where %s', (fact, malformed) => {
    expect(() => loadTokenizer(malformed)).toThrow(DataError)
    expect(() => loadTokenizer(malformed)).toThrow(fact)
  })

  it('answers 300 corrupted files with a typed error or with valid ids', () => {
    const random = seededRandom(20)
    const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)]!
    let refused = 0
    for (let round = 0; round < 300; round++) {
      const corrupted: unknown = structuredClone(json)
      for (let change = 0; change <= random() * 2; change++) corrupt(corrupted as Node, random, pick)
      try {
        const loaded = loadTokenizer(corrupted as object)
        for (const row of loaded.encodeBatch(encodedTexts, { maxLength: 64 }).ids) {
          for (const id of row) expect(id >= 0 && id < loaded.vocabularySize).toBe(true)
        }
      } catch (error) {
        if (!TowerkitError.is(error)) throw error
        refused++
      }
    }
    expect(refused).toBeGreaterThan(50)
    expect(refused).toBeLessThan(300)
  }, 20_000)
})

type Node = Record<string, unknown>

/** Replaces or deletes one value, walking down from the root so that small parts are hit as often as the vocabulary. */
function corrupt(root: Node, random: () => number, pick: <T>(values: readonly T[]) => T) {
  let node = root
  for (;;) {
    const keys = Object.keys(node)
    if (keys.length === 0) return
    const key = pick(keys)
    const value = node[key]
    if (typeof value === 'object' && value !== null && random() < 0.85) {
      node = value as Node
      continue
    }
    if (random() < 0.3) delete node[key]
    else node[key] = pick(wrongValues)
    return
  }
}

const wrongValues: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  3,
  2 ** 31,
  1e300,
  '',
  'x',
  '##',
  '[CLS]',
  'Sequence',
  'BPE',
  'Unigram',
  'FixedLength',
  'Split',
  'Replace',
  [],
  [null],
  {},
  { type: 'Sequence' },
  { type: 'Split', pattern: {}, behavior: 'Removed' },
]
