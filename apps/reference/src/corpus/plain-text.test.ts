import { expect, it } from 'vitest'
import { plainText } from './plain-text.ts'

it.each([
  [
    'emphasis',
    'The **`open()`** method is *very* _fast_ and __safe__, not 2 * 3 * 4 or snake_case_name.',
    'The `open()` method is very fast and safe, not 2 * 3 * 4 or snake_case_name.',
  ],
  ['links', 'See [the guide](https://a.example/x) and [spec][1], https://b.example/y.', 'See the guide and spec, '],
  [
    'inline tags',
    'Calls {@link stop}, {@link stop | the end} and {@linkcode a.b the rest}.',
    'Calls `stop`, the end and the rest.',
  ],
  ['code blocks', 'Before.\n\n```js\nconst x = 1\n```\n\nAfter.\n\n~~~\nopen to the end', 'Before.\n\nAfter.'],
  [
    'HTML',
    'Set to <code>null</code> <b>now</b><br>then a&lt;b &amp;&amp; c. <a href="https://x.example">Guide</a>',
    'Set to `null` now\n\nthen a<b && c. Guide',
  ],
  ['tags that are the subject', 'The `<style>` element.', 'The `<style>` element.'],
  ['lists and headings', '# Title\n\n* one\n* two\n\n1. first', 'Title\n\none two\n\nfirst'],
  ['boilerplate', '[MDN Reference](https://developer.mozilla.org/x)', ''],
  ['line ends', 'One\r\ntwo.\r\n\r\nThree.', 'One two.\n\nThree.'],
])('%s', (_, comment, expected) => {
  expect(plainText(comment)).toBe(expected.trim())
})

it('stays fast on hostile text', () => {
  for (const piece of ['`', '**', '[', '{@link ', '<a ', '_a', '<pre>', '(']) {
    const start = performance.now()
    plainText(piece.repeat(20_000))
    expect(performance.now() - start, piece).toBeLessThan(2_000)
  }
})
