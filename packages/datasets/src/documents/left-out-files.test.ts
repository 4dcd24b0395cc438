import { execFileSync } from 'node:child_process'
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { all } from '../testing/all.ts'
import { pdfFile } from '../testing/pdf-file.ts'
import { readFolder } from '../testing/read-folder.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { documentFolder } from './document-folder.ts'
import type { SkippedFile } from './skipped-file.ts'

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
    const { ids } = await readFolder({ ...tree, ...ignores })
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
    const { ids } = await readFolder(
      { ...tree, ...ignores },
      { exclude: ['other', '!node_modules/', '!/dist/', 'sub/*/'] },
    )
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
      const { skipped } = await readFolder({ 'a.pdf': pdfFile(['x']) })
      expect(skipped).toMatchObject([{ reason: 'missing-peer', error: { code: 'missing-peer' } }])
    } finally {
      vi.doUnmock('unpdf')
    }
  })
})
