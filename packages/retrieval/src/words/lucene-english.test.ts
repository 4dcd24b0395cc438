import { expect, it } from 'vitest'
import { luceneEnglish } from '@towerkit/retrieval'
import { standardWords } from './standard-words.ts'

it.each([
  ["The dog's dogs' running", ['dog', 'dog', 'run']],
  ['The dog’s can’t THE', ['dog', 'can’t']],
  ['the a is as', []],
  ['IL-6 at p<0.05', ['il', '6', 'p', '0.05']],
  ['snake_case', ['snake_cas']],
])('cuts %j', (text, tokens) => {
  expect(luceneEnglish()(text)).toEqual(tokens)
})

// Expected by the rules of Unicode Standard Annex 29 and the grammar of StandardTokenizerImpl.jflex.
it.each([
  ['1,000.5 U.S.A. x@y.com a:b 3a4.5b', ['1,000.5', 'U.S.A', 'x', 'y.com', 'a:b', '3a4.5b']],
  ['12.a a.12 a. .5 1,', ['12', 'a', 'a', '12', 'a', '5', '1']],
  ['__init__ _ ___ a_1', ['__init__', 'a_1']],
  ['cafe\u0301s a\u00ADb', ['cafe\u0301s', 'a\u00ADb']],
  ['東京 ひら カタカナー ｶﾀ_ｶﾅ カa', ['東', '京', 'ひ', 'ら', 'カタカナー', 'ｶﾀ_ｶﾅ', 'カ', 'a']],
  ['Москва 한국어 ภาษาไทย', ['Москва', '한국어', 'ภาษาไทย']],
  ['😀👍🏽!', ['😀', '👍🏽']],
  ['-- ?! \u0301', []],
  ['', []],
])('finds the words of %j', (text, expected) => {
  expect(standardWords(text)).toEqual(expected)
})

it('agrees with Intl.Segmenter on Latin text', () => {
  const text =
    "He said: \"It's 3.5 m, isn't it?\" - the naïve e.g. one's (1,234) x/y [z] don't... über-cool; A/B 10% $5"
  const segments = [...new Intl.Segmenter('en', { granularity: 'word' }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
  expect(standardWords(text)).toEqual(segments)
})

it('cuts endless words', () => {
  expect(standardWords('x'.repeat(600)).map(word => word.length)).toEqual([255, 255, 90])
})

it.each(['_', '_\u0301', '\u0301', "a'", '1.', 'ｶ_', "a\u0301'"])('ends soon on endless %j', piece => {
  expect(standardWords(piece.repeat(50_000)).join('').length).toBeGreaterThanOrEqual(0)
})
