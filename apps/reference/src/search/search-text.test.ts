import { expect, it } from 'vitest'
import { documentSearchText, querySearchText, searchTextsDigest } from './search-text.ts'

it('parts the identifiers of a declaration, and says each word once', () => {
  const text = 'function readFile(path: string, encoding: string): Promise<string>'
  expect(documentSearchText({ title: 'fs.readFile', text }, 'code')).toBe(
    'fs . read file function path string encoding promise',
  )
})

it('leaves other texts as they are', () => {
  expect(documentSearchText({ title: 'On and on', text: 'on and on' }, 'plain')).toBe('On and on\non and on')
  expect(documentSearchText({ title: '', text: 'on and on' }, 'plain')).toBe('on and on')
})

it('parts the identifiers of a query and keeps what it repeats', () => {
  expect(querySearchText('readFile or readFileSync', 'code')).toBe('read file or read file sync')
  expect(querySearchText('readFile', 'plain')).toBe('readFile')
})

it('has another digest when texts are made otherwise', () => {
  // A change of it is meant: towers that were trained before are trained anew.
  expect(searchTextsDigest()).toBe('f08f36266c43d65b59835dc9369704ed79564e4319c54838a8060950d99100fc')
})
