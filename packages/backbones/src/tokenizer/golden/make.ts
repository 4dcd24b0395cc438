import { writeFile } from 'node:fs/promises'
import { trainWordPiece } from '../train-word-piece.ts'
import { encodedTexts, trainingTexts } from './texts.ts'

// The first half of the golden values; make.py writes the other.
const folder = new URL('./', import.meta.url)
await writeFile(
  new URL('tokenizer.json', folder),
  `${JSON.stringify(trainWordPiece(trainingTexts, { vocabularySize: 200 }))}\n`,
)
await writeFile(new URL('texts.json', folder), `${JSON.stringify(encodedTexts)}\n`)
