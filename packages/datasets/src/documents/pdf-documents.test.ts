import { expect, it } from 'vitest'
import { pdfFile } from '../testing/pdf-file.ts'
import { readFolder } from '../testing/read-folder.ts'

async function pages(...texts: string[]) {
  const { documents } = await readFolder({ 'a.pdf': pdfFile(texts) }, { sections: true })
  return documents.map(({ text }) => text)
}

it('has each paragraph in one line, and words that were divided whole', async () => {
  expect(
    await pages(
      'A short line\nThen a paragraph whose lines are broken by a type-\nsetter where they are full, which tells ' +
        'noth-\ning, and so it goes on until here.\nA list:\none\ntwo',
      'Left-\nHanded',
    ),
  ).toEqual([
    'A short line\nThen a paragraph whose lines are broken by a typesetter where they are full, which tells nothing, ' +
      'and so it goes on until here.\nA list:\none\ntwo',
    'Left-\nHanded',
  ])
})

it('joins a word at the end of a line that is not full, with a space behind it, and at the end of a page', async () => {
  expect(
    await pages(
      'Nobody reads all of this long line, which is far wider than the one below it is.\nRagged type-\n' +
        'setting divides ' +
        'too, and no one said that it would not be so here.\nIt may have a space behind its hy- \nphen.\n' +
        'The end is di-',
      'vided as well.',
    ),
  ).toEqual([
    'Nobody reads all of this long line, which is far wider than the one below it is. Ragged typesetting divides ' +
      'too, and no one said that it would not be so here. It may have a space behind its hyphen.\nThe end is divided',
    'as well.',
  ])
})

it('keeps the hyphen of a word that is written with it elsewhere', async () => {
  expect(await pages('A well-\nknown word, for it is well-known. It is divi-\nded.')).toEqual([
    'A well-known word, for it is well-known. It is divided.',
  ])
})

it('has the name of its file where an editor named it', async () => {
  const { documents } = await readFolder({
    'a.pdf': pdfFile(['x'], 'untitled'),
    'b.pdf': pdfFile(['x'], 'Microsoft Word - b.doc'),
    'c.pdf': pdfFile(['x'], 'Of herons'),
    'd.html': '<title>Untitled Document</title><p>x',
  })
  expect(documents.map(({ title }) => title)).toEqual(['a.pdf', 'b.pdf', 'Of herons', 'd.html'])
})
