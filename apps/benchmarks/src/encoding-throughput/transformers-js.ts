import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serveSide } from './serve-side.ts'

/** A side of encoding-throughput.ts. Arguments: the folder with the model and the texts, a folder in which @huggingface/transformers is installed. */
const [folder = '.', installed = '.'] = process.argv.slice(2)
const entry = createRequire(join(resolve(installed), 'index.js')).resolve('@huggingface/transformers')
const { env, pipeline } = await import(pathToFileURL(entry).href) as {
  env: { allowRemoteModels: boolean; localModelPath: string }
  pipeline: (task: string, model: string, options: object) => Promise<(texts: string[], options: object) => Promise<{ data: Float32Array }>>
}
env.allowRemoteModels = false
env.localModelPath = dirname(join(folder, 'model'))
const extract = await pipeline('feature-extraction', basename(join(folder, 'model')), { dtype: 'fp32' })
await serveSide(folder, async (texts, batch) => {
  const parts: Float32Array[] = []
  for (let at = 0; at < texts.length; at += batch) parts.push((await extract(texts.slice(at, at + batch), { pooling: 'mean', normalize: true })).data)
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0)
  return all
}, [8, 32])
