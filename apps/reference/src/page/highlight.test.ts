import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { highlight } from './highlight.js'

const marked = (text: string, query: string) =>
  highlight(text, query)
    .filter(piece => piece.marked)
    .map(piece => piece.text)

it.each([
  ['Watch a file for changes.', 'watch a file for changes', ['Watch', 'file', 'changes']],
  ['function watchFile(filename: string): FSWatcher', 'file watching', ['watch', 'File']],
  ['It copies; copied, copying a copy.', 'copy', ['copies', 'copied', 'copying', 'copy']],
  ['parseHTTPHeader2', 'http header 2', ['HTTP', 'Header']],
  ['Größe der Straße', 'GRÖSSE straße', ['Größe', 'Straße']],
  ['ein Über-Test', 'über', ['Über']],
  ['文件 和 目录', '目录', ['目录']],
  ['to be or not to be', 'to be', ['to', 'be', 'to', 'be']],
  ['<b>bold</b> & "quoted"', '<b> bold', ['bold']],
  ['anything', '', []],
  ['', 'anything', []],
  ['a.*b', '.*', []],
])('%j, asked %j', (text, query, expected) => {
  expect(marked(text, query)).toEqual(expected)
})

it('loses nothing of the text', () => {
  const random = seededRandom(7)
  const alphabet = ['a', 'B', 'file', 'é', '́', ' ', '<', '\n', '9', '漢', '😀', 'ing', '_']
  for (let i = 0; i < 500; i++) {
    const text = Array.from({ length: 30 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
    expect(
      highlight(text, text.slice(3, 12))
        .map(piece => piece.text)
        .join(''),
    ).toBe(text)
  }
})

it.each([
  ['cafe strasse', 'Ein Café in der Straße', ['Café', 'Straße']],
  ['CAFÉ', 'the cafe', ['cafe']],
  ['file -system -"a folder" state-of', 'a file system, a folder, the state', ['file', 'state']],
])('marks for %s', (query, text, marked) => {
  const pieces = highlight(text, query)
  expect(pieces.map(piece => piece.text).join('')).toBe(text)
  expect(pieces.filter(piece => piece.marked).map(piece => piece.text)).toEqual(marked)
})
