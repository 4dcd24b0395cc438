import { copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { serveSide } from './serve-side.ts'

/**
 * A side of encoding-throughput.ts: its path for a model of one's own. Arguments: the folder with the model and the
 * texts, a folder in which fastembed is installed, bits.
 */
const [folder = '.', installed = '.', bits = '32'] = process.argv.slice(2)
const { FlagEmbedding } = createRequire(join(resolve(installed), 'index.js'))('fastembed') as {
  FlagEmbedding: {
    init(options: object): Promise<{ embed(texts: string[], batch: number): AsyncGenerator<number[][]> }>
  }
}
const modelName = bits === '8' ? 'model_quantized.onnx' : 'model.onnx'
// It looks for the model beside the tokenizer.
copyFileSync(join(folder, 'model', 'onnx', modelName), join(folder, 'model', modelName))
const embedding = await FlagEmbedding.init({
  model: 'custom',
  modelAbsoluteDirPath: join(folder, 'model'),
  modelName,
  maxLength: 256,
})
await serveSide(
  folder,
  async (texts, batch) => {
    const rows: number[] = []
    for await (const part of embedding.embed(texts, batch)) for (const row of part) rows.push(...row)
    return Float32Array.from(rows)
  },
  [8, 32],
)
