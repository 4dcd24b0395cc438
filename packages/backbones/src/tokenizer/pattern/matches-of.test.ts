import { expect, it } from 'vitest'
import { matchesOf } from './matches-of.ts'

const parts = (pattern: RegExp, text: string) =>
  matchesOf(pattern, text).map(({ start, end, matched }) =>
    matched ? `<${text.slice(start, end)}>` : text.slice(start, end),
  )

it.each([
  [/x*/gu, 'xxab', ['<xx>', 'a', '<>', 'b', '<>']],
  [/x*/gu, '', []],
  [/(?!b)/gu, '🙂', ['<>', '🙂', '<>']],
  [/b/gu, 'abba', ['a', '<b>', '<b>', 'a']],
])('%s parts %j as the reference does', (pattern, text, expected) => {
  expect(parts(pattern, text)).toEqual(expected)
})
