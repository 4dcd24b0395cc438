import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beir } from '@towerkit/datasets'
import { textEncoder } from '@towerkit/text-encoder'

/**
 * Encodes scifact for `hnsw.ts`: as rows each sentence, each sentence without every seventh word, and each two
 * neighbouring sentences; as queries the claims. Writes `rows.f32` and `queries.f32` (row-major float32) to a folder.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/hnsw/encode-sentences.ts <folder of the model> <scifact
 *     folder> <output folder> [most rows]
 */
const [model = '', data = '', output = '', most = '100000'] = process.argv.slice(2)

function* rowTexts(documents: readonly string[]): Generator<string> {
  for (const document of documents) {
    const sentences = document.split(/(?<=[.!?])\s+(?=[A-Z])/)
    for (const [i, sentence] of sentences.entries()) {
      yield sentence
      yield sentence
        .split(' ')
        .filter((_, place) => place % 7 !== 3)
        .join(' ')
      if (i > 0) yield `${sentences[i - 1]} ${sentence}`
    }
  }
}

await mkdir(output, { recursive: true })
await using encoder = await textEncoder(model)
const { corpus, queries } = beir(data)
const documents: string[] = []
for await (const { title, text } of corpus()) documents.push(`${title}. ${text}`)
const claims: string[] = []
for await (const { text } of queries()) claims.push(text)
const rows = [...new Set(rowTexts(documents))].slice(0, Number(most))
for (const [name, inputs] of [
  ['queries', claims],
  ['rows', rows],
] as const) {
  const started = performance.now()
  const { data: numbers, count } = await encoder.encode(inputs)
  await writeFile(join(output, `${name}.f32`), new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
  console.log(`${name}: ${count} in ${((performance.now() - started) / 1000).toFixed(0)} s`)
}
