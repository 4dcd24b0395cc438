import { expect, it } from 'vitest'
import { parseExactJson, writeExactJson } from '@towerkit/core'

it('reads and writes whole numbers of any size', () => {
  const text =
    '{"big":9007199254740993,"negative":-123456789012345678901234567890,"list":[9007199254740992],"small":42}'
  const value = parseExactJson(text)
  expect(value).toEqual({
    big: 9007199254740993n,
    negative: -123456789012345678901234567890n,
    list: [9007199254740992n],
    small: 42,
  })
  expect(writeExactJson(value)).toBe(text)
  expect(writeExactJson({ a: 9007199254740993n }, 2)).toBe('{\n  "a": 9007199254740993\n}')
})

it('leaves other numbers and digits in texts as JSON has them', () => {
  for (const text of ['{"a":1e300,"b":0.1234567890123456789,"c":"9007199254740993"}', '[-0,1.5,true,null]'])
    expect(parseExactJson(text)).toEqual(JSON.parse(text))
  expect(parseExactJson('12345678901234567890.0')).toBe(Number('12345678901234567890'))
  const plain = { a: [1, 'x', { b: null }], undefined, c: true }
  expect(writeExactJson(plain)).toBe(JSON.stringify(plain))
})

it('keeps a field called __proto__', () => {
  const value = parseExactJson('{"__proto__": 9007199254740993}') as object
  expect(Object.entries(value)).toEqual([['__proto__', 9007199254740993n]])
})
