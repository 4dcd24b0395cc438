import { execFileSync } from 'node:child_process'
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { AbortedError, ArgumentError, DataError } from '@towerkit/core'
import { describe, expect, it, vi } from 'vitest'
import { all } from '../testing/all.ts'
import { pdfFile } from '../testing/pdf-file.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { documentFolder, type DocumentFolderOptions } from './document-folder.ts'
import type { SkippedFile } from './skipped-file.ts'

type Contents = Parameters<typeof temporaryFolder>[0]

async function read(contents: Contents, options: DocumentFolderOptions = {}) {
  using folder = temporaryFolder(contents)
  const skipped: SkippedFile[] = []
  const documents = await all(documentFolder(folder.path, { onSkipped: file => skipped.push(file), ...options }))
  return {
    documents,
    skipped,
    ids: documents.map(({ id }) => id),
    reasons: Object.fromEntries(skipped.map(({ path, reason }) => [path, reason])),
  }
}

describe('the documents', () => {
  it('are those of each kind, with title and text, in the order of their names', async () => {
    const { documents, reasons } = await read({
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
    const { documents } = await read(
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
      ['a.md', 'Top', 'Before.', ''],
      ['a.md#same', 'Same', 'One.', 'Top/Same'],
      ['a.md#deep', 'Deep', 'Two.', 'Top/Same/Deep'],
      ['a.md#last', 'Last', '', 'Last'],
      ['p.html#s', 'From section', 'x', 'From section'],
      ['p.html#own', 'Own', 'y', 'Own'],
      ['p.html#slug-it', 'Slug it!', 'z', 'Slug it!'],
      ['p.pdf#page=1', 'T', 'One', ''],
      ['p.pdf#page=3', 'T', 'Three', ''],
    ])
    const many = await read(
      { 'm.md': '# A\n\nx\n\n# A\n\ny\n\n# A-1\n\nz\n\n# A\n\nw\n\n# 🎉\n\nv\n' },
      { sections: true },
    )
    expect(many.ids).toEqual(['m.md#a', 'm.md#a-1', 'm.md#a-1-1', 'm.md#a-2', 'm.md#section'])
  })

  it('have the paragraphs of PDF files in one line each', async () => {
    const { documents } = await read(
      {
        'a.pdf': pdfFile([
          'A short line\nThen a paragraph whose lines are broken by a type-\nsetter where they are full, which ' +
            'tells noth-\ning, and so it goes on until here.\nA list:\none\ntwo',
          'Left-\nHanded',
        ]),
      },
      { sections: true },
    )
    expect(documents.map(({ text }) => text)).toEqual([
      'A short line\nThen a paragraph whose lines are broken by a typesetter where they are full, which tells ' +
        'nothing, and so it goes on until here.\nA list:\none\ntwo',
      'Left-\nHanded',
    ])
  })

  it('have the ids that they had, when others come', async () => {
    const before = await read({ 'a.md': 'a', 'x/c.md': 'c' })
    const after = await read({ 'a.md': 'a', 'b.md': 'b', 'x/c.md': 'c', 'x/d.md': 'd' })
    expect(after.documents.filter(({ id }) => before.ids.includes(id))).toEqual(before.documents)
  })
})

describe('what is left out', () => {
  const tree = {
    'keep.md': 'x',
    'node_modules/p/README.md': 'x',
    '.git/description': 'x',
    'dist/out.js': 'x',
    'lib.min.js': 'x',
    'sub/dist/out.js': 'x',
    'sub/keep.log.txt': 'x',
    'sub/deep/dist/a.md': 'x',
    'sub/build/b.md': 'x',
    'other/build/b.md': 'x',
    'Dist/kept.md': 'x',
  }
  const ignores = { '.gitignore': 'dist/\n*.txt\n# comment\n', 'sub/.gitignore': '!keep.log.txt\n/build\n!dist/\n' }

  it('is what .gitignore files say, the deeper ones last, as git does', async () => {
    using folder = temporaryFolder({ ...tree, ...ignores })
    const { ids } = await read({ ...tree, ...ignores })
    expect(ids).toEqual([
      'Dist/kept.md',
      'keep.md',
      'other/build/b.md',
      'sub/deep/dist/a.md',
      'sub/dist/out.js',
      'sub/keep.log.txt',
    ])
    rmSync(join(folder.path, '.git'), { recursive: true })
    const git = (...words: string[]) => execFileSync('git', words, { cwd: folder.path, encoding: 'utf8' })
    git('init', '-q')
    const listed = git('ls-files', '--others', '--exclude-standard')
      .trim()
      .split('\n')
      .filter(path => !/gitignore|node_modules|min\.js/.test(path))
    expect(listed.sort()).toEqual(ids)
  })

  it('is what `exclude` says, and comes back by its exceptions', async () => {
    const { ids } = await read({ ...tree, ...ignores }, { exclude: ['other', '!node_modules/', '!/dist/', 'sub/*/'] })
    expect(ids).toEqual(['Dist/kept.md', 'dist/out.js', 'keep.md', 'node_modules/p/README.md', 'sub/keep.log.txt'])
  })

  it('is told, with the reason', async () => {
    using folder = temporaryFolder({
      'ok.md': 'x',
      'picture.png': Buffer.from([0x89, 0, 1]),
      'zeros.txt': 'a\0b',
      'video.ts': Buffer.from([0x47, 0, 0xff]),
      'blank.md': ' \n',
      'scan.pdf': pdfFile(['']),
      'latin.md': Buffer.from('Z\xFCrich', 'latin1'),
      'long.md': 'x'.repeat(101),
      'bad.pdf': '%PDF-1.4 nothing',
      '.env': 'SECRET=1',
    })
    symlinkSync('.', join(folder.path, 'loop'))
    symlinkSync('ok.md', join(folder.path, 'alias.md'))
    execFileSync('mkfifo', [join(folder.path, 'pipe.md')])
    const skipped: SkippedFile[] = []
    const documents = await all(
      documentFolder(folder.path, { maxFileBytes: 1_000, onSkipped: file => skipped.push(file) }),
    )
    expect(documents.map(({ id }) => id)).toEqual(['long.md', 'ok.md'])
    expect(
      Object.fromEntries(skipped.map(({ path, reason, error }) => [path, error ? `${reason}: ${error.code}` : reason])),
    ).toEqual({
      '.env': 'unsupported',
      'picture.png': 'unsupported',
      'zeros.txt': 'binary',
      'video.ts': 'binary',
      'blank.md': 'empty',
      'scan.pdf': 'empty',
      loop: 'link',
      'alias.md': 'link',
      'pipe.md': 'special',
      'latin.md': 'encoding: data',
      'bad.pdf': 'malformed: data',
    })
  })

  it('throws where no one is told, if it is a document', async () => {
    using folder = temporaryFolder({ 'a.md': 'a', 'b.png': 'x', 'c.md': 'x'.repeat(20) })
    await expect(all(documentFolder(folder.path, { maxFileBytes: 10 }))).rejects.toMatchObject({
      code: 'data',
      details: { path: 'c.md', bytes: 20 },
    })
    expect((await all(documentFolder(folder.path))).map(({ id }) => id)).toEqual(['a.md', 'c.md'])
  })

  it('is a file that is gone when its turn comes', async () => {
    using folder = temporaryFolder({ 'a.md': 'a', 'b.md': 'b', 'c.md': 'c' })
    const skipped: SkippedFile[] = []
    const ids: string[] = []
    for await (const { id } of documentFolder(folder.path, { onSkipped: file => skipped.push(file) })) {
      ids.push(id)
      rmSync(join(folder.path, 'b.md'), { force: true })
    }
    expect(ids).toEqual(['a.md', 'c.md'])
    expect(skipped).toMatchObject([{ path: 'b.md', reason: 'unreadable', error: { code: 'data' } }])
  })

  it('is a PDF file without the package that reads it', async () => {
    vi.doMock('unpdf', () => {
      throw new Error('Cannot find package')
    })
    try {
      const { skipped } = await read({ 'a.pdf': pdfFile(['x']) })
      expect(skipped).toMatchObject([{ reason: 'missing-peer', error: { code: 'missing-peer' } }])
    } finally {
      vi.doUnmock('unpdf')
    }
  })
})

it('reads UTF-16 with a byte-order mark, and HTML in the encoding that it names, or as browsers do', async () => {
  const { documents, reasons } = await read({
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
