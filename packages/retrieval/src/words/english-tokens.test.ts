import { expect, it } from 'vitest'
import { englishTokens } from '@towerkit/retrieval'

it.each([
  ["The dogs' owner's running", ['dog', 'owner', 'run']],
  ['It is THE Cat', ['cat']],
  ['IL-6 and TNF-α (p<0.05)', ['il', '6', 'tnf', 'α', 'p', '0', '05']],
  ['Größe, naïve résumé', ['grosse', 'naiv', 'resume']],
  ['cafe\u0301', ['cafe']],
  ['東京 Москва', ['東京', 'москва']],
  ['北京的天气 in 2024年', ['北京', '京的', '的天', '天气', '2024', '年']],
  ['サーバーを起動', ['サー', 'ーバ', 'バー', 'ーを', 'を起', '起動']],
  ['ภาษาไทย', ['ภา', 'าษ', 'ษา', 'าไ', 'ไท', 'ทย']],
  ['한국어 문서', ['한국', '국어', '문서']],
  ['snake_case readFileSync', ['snake', 'case', 'readfilesync']],
  ['', []],
  ['... !?', []],
])('cuts %j', (text, tokens) => {
  expect(englishTokens()(text)).toEqual(tokens)
})

it.each([
  ['readFileSync', ['readfilesync', 'read', 'file', 'sync']],
  ['HTTPServer2', ['httpserver2', 'http', 'server', '2']],
  ['parseHTML', ['parsehtml', 'pars', 'html']],
  ['plain words', ['plain', 'word']],
  ['iPhone', ['iphon', 'i', 'phone']],
])('splits the identifier %j', (text, tokens) => {
  expect(englishTokens({ splitIdentifiers: true })(text)).toEqual(tokens)
})

it('keeps accents where it is asked to', () => {
  expect(englishTokens({ foldAccents: false })('Größe, naïve résumé')).toEqual(['größe', 'naïv', 'résumé'])
})

it('takes other stop words', () => {
  expect(englishTokens({ stopWords: new Set(['cat']) })('the cat sat')).toEqual(['the', 'sat'])
})
