import { expect, it } from 'vitest'
import { givenTitle } from './given-title.ts'

it.each([
  'untitled',
  'Untitled Document',
  'Untitled-3',
  '(anonymous)',
  'Unbenannt 1',
  'Microsoft Word - Annual report',
  'Microsoft Word - annual.doc',
  'annual report (final).docx',
  'main.dvi',
  'brochure.indd',
  'PowerPoint Presentation',
  'Document1',
  'Document',
  'New Page 1',
  ' ',
])('takes "%s" for no title', title => {
  expect(givenTitle(title)).toBe('')
})

it.each([
  'Untitledness',
  'A document',
  'Documents of 1914',
  'How to use Node.js',
  'What is new in 2.0',
  'Layout of pages',
  'The untitled',
  'Slides and ladders',
])('takes "%s" for one', title => {
  expect(givenTitle(`  ${title}\n`)).toBe(title)
})
