import { dirname } from 'node:path'
import { documentFolder, splitByHash } from '@towerkit/datasets'

// Any folder of Markdown, HTML, text, PDF and source files; the examples themselves if none is given.
const folder = process.argv[2] ?? dirname(import.meta.dirname)

const skipped: string[] = []
const documents = []
for await (const document of documentFolder(folder, {
  sections: true,
  onSkipped: ({ path, reason }) => skipped.push(`${path}: ${reason}`),
}))
  documents.push(document)

for (const { id, title, text } of documents.slice(0, 5)) console.log(`${id} | ${title} | ${text.length} characters`)
for (const file of skipped) console.log(`skipped ${file}`)

// All sections of a file go to the same side.
const { train, test } = splitByHash(documents, {
  key: ({ metadata }) => metadata.path,
  shares: { train: 0.8, test: 0.2 },
})
console.log(`${documents.length} documents: ${train.length} to train on, ${test.length} to test with`)
