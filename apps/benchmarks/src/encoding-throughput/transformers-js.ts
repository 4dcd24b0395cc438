import { join } from 'node:path'
import { loadTransformersJs } from '../interoperability/load-transformers-js.ts'
import { serveSide } from './serve-side.ts'

/**
 * A side of encoding-throughput.ts. Arguments: the folder with the model and the texts, a folder in which
 * @huggingface/transformers is installed, bits.
 */
const [folder = '.', installed = '.', bits = '32'] = process.argv.slice(2)
await serveSide(
  folder,
  await loadTransformersJs(installed, join(folder, 'model'), bits === '8' ? 'q8' : 'fp32'),
  [8, 32],
)
