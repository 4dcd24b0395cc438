import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Embeddings by transformers.js: a side of interoperability.ts. Arguments: a folder in which it is installed, the folder with the model and the texts. */
const [installed = '.', folder = '.'] = process.argv.slice(2)
const entry = createRequire(join(resolve(installed), 'index.js')).resolve('@huggingface/transformers')
const { env, pipeline } = await import(pathToFileURL(entry).href) as {
  env: { allowRemoteModels: boolean; localModelPath: string }
  pipeline: (task: string, model: string, options: object) => Promise<(texts: string[], options: object) => Promise<{ data: Float32Array }>>
}
env.allowRemoteModels = false
env.localModelPath = dirname(join(folder, 'model'))
const extract = await pipeline('feature-extraction', basename(join(folder, 'model')), { dtype: 'fp32' })
const texts = JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8')) as string[]
const rows: Buffer[] = []
for (let at = 0; at < texts.length; at += 16) {
  const { data } = await extract(texts.slice(at, at + 16), { pooling: 'mean', normalize: true })
  rows.push(Buffer.from(Float32Array.from(data).buffer))
}
writeFileSync(join(folder, 'embeddings.f32'), Buffer.concat(rows))
