import { expect, it } from 'vitest'
import { splitIdentifiers } from './split-identifiers.ts'

it.each([
  ['fs.readFileSync', 'fs . read file sync'],
  ['HTMLInputElement', 'html input element'],
  ['O_DSYNC $el utf8Decode X509Certificate', 'o dsync el utf8 decode x509 certificate'],
  ['IDs of URLs in CSSSelector', 'ids of urls in css selector'],
  ['größeÄndern', 'größe ändern'],
  ['  (path: string)\r\n', '( path : string )'],
  ['', ''],
])('parts %j', (text, expected) => {
  expect(splitIdentifiers(text)).toBe(expected)
  expect(splitIdentifiers(expected)).toBe(expected)
})
