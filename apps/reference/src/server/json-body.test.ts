import { expect, it } from 'vitest'
import { jsonBody } from './json-body.ts'

const read = (text: string) => jsonBody(Buffer.from(text))

it('reads JSON, brackets and escapes in strings included', () => {
  expect(read('{"a":["[[[[[[[[[[[[[[[[[[[[{\\"",{"b":"\\\\"}],"\\ud83d\\ude00":"\\\\ud83d"}')).toEqual({
    a: ['[[[[[[[[[[[[[[[[[[[[{"', { b: '\\' }],
    '😀': '\\ud83d',
  })
})

it('keeps whole numbers of any size', () => {
  expect(read('{"a":9007199254740993,"b":[1,"9007199254740993"]}')).toEqual({
    a: 9007199254740993n,
    b: [1, '9007199254740993'],
  })
})

it.each([
  ['nested too deep', '['.repeat(17) + ']'.repeat(17), /deeper than 16/],
  ['cut off', '{"a":', /not JSON/],
  ['empty', '', /not JSON/],
  ['a prototype', '{"a":{"__proto__":{"x":1}}}', /not JSON that is taken/],
  ['a prototype, escaped', '{"\\u005f_proto__":{"x":1}}', /not JSON that is taken/],
  ['a constructor', '{"constructor":{"prototype":{"x":1}}}', /not JSON that is taken/],
  ['half a character', '{"a":"\\ud83d"}', /surrogate/],
  ['half a character in a key', '{"\\uDE00":1}', /surrogate/],
])('refuses %s', (_name, text, message) => {
  expect(() => read(text)).toThrow(message)
})

it('16 levels are not too deep; a hundred thousand cost no stack', () => {
  expect(read('['.repeat(16) + ']'.repeat(16))).toBeInstanceOf(Array)
  expect(() => read('{"a":'.repeat(100_000))).toThrow(/deeper/)
})

it('refuses what is not UTF-8', () => {
  expect(() => jsonBody(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(/UTF-8/)
})
