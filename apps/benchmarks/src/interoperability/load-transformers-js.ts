import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Embeddings by transformers.js: mean pooling, unit length.
 *
 * @param installed A folder in which @huggingface/transformers is installed.
 * @param model A folder as sentence-transformers writes it, with an ONNX model.
 * @param dtype 'fp32' for onnx/model.onnx, 'q8' for onnx/model_quantized.onnx. Default 'fp32'.
 * @returns A function of texts and of how many go into a batch; it gives one row of numbers after the other.
 */
export async function loadTransformersJs(
  installed: string,
  model: string,
  dtype: 'fp32' | 'q8' = 'fp32',
): Promise<(texts: readonly string[], batch: number) => Promise<Float32Array>> {
  const entry = createRequire(join(resolve(installed), 'index.js')).resolve('@huggingface/transformers')
  const { env, pipeline } = (await import(pathToFileURL(entry).href)) as {
    env: { allowRemoteModels: boolean; localModelPath: string }
    pipeline: (
      task: string,
      model: string,
      options: object,
    ) => Promise<(texts: readonly string[], options: object) => Promise<{ data: Float32Array }>>
  }
  env.allowRemoteModels = false
  env.localModelPath = dirname(model)
  const extract = await pipeline('feature-extraction', basename(model), { dtype })
  return async (texts, batch) => {
    const parts: Float32Array[] = []
    for (let at = 0; at < texts.length; at += batch)
      parts.push((await extract(texts.slice(at, at + batch), { pooling: 'mean', normalize: true })).data)
    const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0)
    return all
  }
}
