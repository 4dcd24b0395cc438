import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadTransformersJs } from './load-transformers-js.ts'

/**
 * Embeddings by transformers.js: a side of interoperability.ts. Arguments: a folder in which it is installed, the
 * folder with the model and the texts.
 */
const [installed = '.', folder = '.'] = process.argv.slice(2)
const encode = await loadTransformersJs(installed, join(folder, 'model'))
writeFileSync(
  join(folder, 'embeddings.f32'),
  await encode(JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8')) as string[], 16),
)
