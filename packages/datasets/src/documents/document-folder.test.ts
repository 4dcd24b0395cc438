import { join } from 'node:path'
import { AbortedError, ArgumentError, DataError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { all } from '../testing/all.ts'
import { pdfFile } from '../testing/pdf-file.ts'
import { readFolder } from '../testing/read-folder.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { documentFolder } from './document-folder.ts'

describe('the documents', () => {
  it('are those of each kind, with title and text, in the order of their names', async () => {
    const { documents, reasons } = await readFolder({
      'b/page.html': '<title>A &amp; B</title><body><h1>Head</h1><p>one<p>two <b>three</b>',
      'a.md':
        '---\ntitle: "Of YAML: yes"\n---\n# First *heading*\n\nSome `code` and [a link](x).\n\n| x | y ' +
        '|\n|---|---|\n| 1 | 2 |\n',
      'paper.pdf': pdfFile(['Hello page one', 'And two'], 'The paper'),
      'b/untitled.pdf': pdfFile(['Words']),
      'src/main.ts': 'export const a = 1\n',
      README: 'read me',
      'notes.TXT': '\uFEFFnotes\r\nmore',
      'data.json': '{}',
      Makefile: 'all:\n',
    })
    expect(documents.map(({ id, title, text }) => [id, title, text])).toEqual([
      ['Makefile', 'Makefile', 'all:\n'],
      ['README', 'README', 'read me'],
      ['a.md', 'Of YAML: yes', 'First heading\n\nSome code and a link.\n\nx y\n1 2'],
      ['b/page.html', 'A & B', 'Head\n\none\n\ntwo three'],
      ['b/untitled.pdf', 'untitled.pdf', 'Words'],
      ['notes.TXT', 'notes.TXT', 'notes\nmore'],
      ['paper.pdf', 'The paper', 'Hello page one\n\nAnd two'],
      ['src/main.ts', 'main.ts', 'export const a = 1\n'],
    ])
    expect(documents.at(-1)!.metadata).toEqual({ path: 'src/main.ts', kind: 'source', language: 'typescript' })
    expect(documents[2]!.metadata).toEqual({ path: 'a.md', kind: 'markdown' })
    expect(reasons).toEqual({ 'data.json': 'unsupported' })
  })

  it('come apart by headings and pages', async () => {
    const { documents } = await readFolder(
      {
        'a.md': 'Before.\n\n# Top\n\n## Same\n\nOne.\n\n## Same\n\n### Deep\n\nTwo.\n\n# Last\n',
        'p.html': '<section id="s"><h2>From section¶</h2>x</section><h2 id="own">Own</h2>y<h2>Slug it!</h2>z',
        'p.pdf': pdfFile(['One', '', 'Three'], 'T'),
      },
      { sections: true },
    )
    expect(
      documents.map(({ id, title, text, metadata: { headings = [] } }) => [id, title, text, headings.join('/')]),
    ).toEqual([
      ['a.md', 'a', 'Before.', ''],
      ['a.md#same', 'a › Top › Same', 'One.', 'Top/Same'],
      ['a.md#deep', 'a › Top › Same › Deep', 'Two.', 'Top/Same/Deep'],
      ['a.md#last', 'a › Last', '', 'Last'],
      ['p.html#s', 'p › From section', 'x', 'From section'],
      ['p.html#own', 'p › Own', 'y', 'Own'],
      ['p.html#slug-it', 'p › Slug it!', 'z', 'Slug it!'],
      ['p.pdf#page=1', 'T', 'One', ''],
      ['p.pdf#page=3', 'T', 'Three', ''],
    ])
    const many = await readFolder(
      { 'm.md': '# A\n\nx\n\n# A\n\ny\n\n# A-1\n\nz\n\n# A\n\nw\n\n# 🎉\n\nv\n' },
      { sections: true },
    )
    expect(many.ids).toEqual(['m.md#a', 'm.md#a-1', 'm.md#a-1-1', 'm.md#a-2', 'm.md#section'])
  })

  it('have the ids that they had, when others come', async () => {
    const before = await readFolder({ 'a.md': 'a', 'x/c.md': 'c' })
    const after = await readFolder({ 'a.md': 'a', 'b.md': 'b', 'x/c.md': 'c', 'x/d.md': 'd' })
    expect(after.documents.filter(({ id }) => before.ids.includes(id))).toEqual(before.documents)
  })
})

it('reads UTF-16 with a byte-order mark, and HTML in the encoding that it names, or as browsers do', async () => {
  const { documents, reasons } = await readFolder({
    'a.txt': Buffer.from('\uFEFFZürich', 'utf16le'),
    'b.txt': Buffer.from('\uFEFFZürich', 'utf16le').swap16(),
    'c.html': Buffer.concat([Buffer.from('<meta charset="iso-8859-1"><p>Z'), Buffer.from([0xfc]), Buffer.from('rich')]),
    'd.htm': Buffer.concat([Buffer.from('<p>Z'), Buffer.from([0xfc]), Buffer.from('rich '), Buffer.from([0x80])]),
    'wrong.html': Buffer.concat([Buffer.from('<meta charset=utf-8><p>Z'), Buffer.from([0xfc]), Buffer.from('rich')]),
  })
  expect(documents.map(({ text }) => text)).toEqual(['Zürich', 'Zürich', 'Zürich', 'Zürich €'])
  expect(reasons).toEqual({ 'wrong.html': 'encoding' })
})

it('refuses what is no folder, a bad limit, and stops at the signal', async () => {
  using folder = temporaryFolder({ 'a.md': 'a', 'b.md': 'b' })
  for (const path of [join(folder.path, 'a.md'), join(folder.path, 'none')])
    await expect(all(documentFolder(path, { onSkipped: () => {} }))).rejects.toThrow(DataError)
  await expect(all(documentFolder(folder.path, { maxFileBytes: Number.NaN }))).rejects.toThrow(ArgumentError)
  const stop = new AbortController()
  await expect(
    (async () => {
      for await (const _ of documentFolder(folder.path, { signal: stop.signal })) stop.abort()
    })(),
  ).rejects.toThrow(AbortedError)
})
