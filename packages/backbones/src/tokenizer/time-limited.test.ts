import { DataError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { loadTokenizer } from './tokenizer.ts'
import { timeLimited } from './time-limited.ts'

const endless = `${'a'.repeat(60)}!`

it('stops a regular expression that backtracks without end', () => {
  const started = performance.now()
  expect(timeLimited(() => endless.replace(/^(a+)+$/, ''), 50)).toBeUndefined()
  expect(performance.now() - started).toBeLessThan(5_000)
})

it('gives what the work gives, results and errors, also after it has stopped something and inside itself', () => {
  expect(timeLimited(() => [1, 2], 1_000)).toEqual([1, 2])
  expect(timeLimited(() => timeLimited(() => 'inner', 1_000) ?? 'stopped', 1_000)).toBe('inner')
  expect(() =>
    timeLimited(() => {
      throw new DataError('x')
    }, 1_000),
  ).toThrow(DataError)
})

it('refuses a text on which an expression of tokenizer.json does not come to an end, and goes on with others', () => {
  const tokenizer = loadTokenizer({
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    post_processor: null,
    decoder: null,
    pre_tokenizer: { type: 'Split', pattern: { Regex: '^(a+)+$' }, behavior: 'Isolated', invert: false },
    model: { type: 'BPE', vocab: { a: 0, '!': 1 }, merges: [], unk_token: 'a' },
  })
  expect([...tokenizer.encodeBatch(['a!']).ids[0]!]).toEqual([0, 1])
  expect(() => tokenizer.encodeBatch([endless])).toThrow(/encodeBatch: 61 characters took more than 5 s/)
  expect(tokenizer.encodeBatch(Array<string>(200_000).fill('a')).ids).toHaveLength(200_000)
}, 60_000)
