import { expect, it, vi } from 'vitest'
import { docxFile } from '../testing/docx-file.ts'
import { readFolder } from '../testing/read-folder.ts'

it('reads Word documents by their headings', async () => {
  const { documents, skipped } = await readFolder(
    {
      'a.docx': await docxFile([
        { style: 'Title', text: 'Handbook &amp; more' },
        { text: 'Before all.' },
        { style: 'heading 1', text: 'Herons' },
        { text: 'Herons wade.' },
        { style: 'heading 2', text: 'Nests' },
        { text: 'In trees, Zürich too.' },
      ]),
      'b.docx': await docxFile([{ text: 'A line.' }]),
      'bad.docx': 'no zip',
      'empty.docx': await docxFile([]),
    },
    { sections: true },
  )
  expect(documents.map(({ id, title, text }) => [id, title, text])).toEqual([
    ['a.docx', 'Handbook & more', 'Before all.'],
    ['a.docx#herons', 'Handbook & more › Herons', 'Herons wade.'],
    ['a.docx#nests', 'Handbook & more › Herons › Nests', 'In trees, Zürich too.'],
    ['b.docx', 'b.docx', 'A line.'],
  ])
  expect(documents[0]!.metadata).toMatchObject({ kind: 'docx', path: 'a.docx' })
  expect(skipped).toMatchObject([
    { path: 'bad.docx', reason: 'malformed', error: { code: 'data' } },
    { path: 'empty.docx', reason: 'empty' },
  ])
})

it('says what to install for Word documents', async () => {
  vi.doMock('mammoth', () => {
    throw new Error('Cannot find package')
  })
  try {
    const { skipped } = await readFolder({ 'a.docx': await docxFile([{ text: 'x' }]) })
    expect(skipped).toMatchObject([{ reason: 'missing-peer', error: { code: 'missing-peer' } }])
  } finally {
    vi.doUnmock('mammoth')
  }
})

it('reads notebooks: text and code in their order, without outputs', async () => {
  const notebook = (cells: unknown) =>
    JSON.stringify({ cells, metadata: { kernelspec: { language: 'python' } }, nbformat: 4 })
  const { documents, skipped } = await readFolder(
    {
      'a.ipynb': notebook([
        { cell_type: 'markdown', source: ['# Of plots\n', '\n', 'We draw.'] },
        { cell_type: 'code', source: '# no heading\nplot("```")', outputs: [{ text: ['secret'] }] },
        { cell_type: 'markdown', source: '## Results' },
        { cell_type: 'code', source: [], outputs: [] },
        { cell_type: 'raw', source: 'raw' },
      ]),
      'bad.ipynb': '{"cells":',
      'old.ipynb': '{"worksheets":[]}',
    },
    { sections: true },
  )
  expect(documents.map(({ id, title, text }) => [id, title, text])).toEqual([
    ['a.ipynb#of-plots', 'Of plots', 'We draw.\n\n# no heading\nplot("```")'],
    ['a.ipynb#results', 'Of plots › Results', 'raw'],
  ])
  expect(skipped).toMatchObject([
    { path: 'bad.ipynb', reason: 'malformed' },
    { path: 'old.ipynb', reason: 'malformed' },
  ])
})
