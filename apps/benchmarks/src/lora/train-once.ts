import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { infoNce } from '@towerkit/losses'
import { textEncoder } from '@towerkit/text-encoder'
import { adamW, lora, train } from '@towerkit/training'

/** One side of the benchmark: trains a model fully or with LoRA, and prints what it took as JSON. */
const [folder, way, steps] = process.argv.slice(2) as [string, string, string]
const encoder = await textEncoder(folder)
const word = (i: number) =>
  ['file', 'river', 'engine', 'window', 'paper', 'garden', 'signal', 'market', 'winter', 'copper'][i % 10]!
const data = Array.from({ length: 256 }, (_, i) => ({
  query: Array.from({ length: 24 }, (_, at) => word(i + at * (1 + (i % 3)))).join(' '),
  positive: Array.from({ length: 40 }, (_, at) => word(i * 7 + at * (2 + (i % 5)))).join(' '),
}))
const adapted = way === 'lora' ? lora(encoder, { columns: ['query', 'positive'], rank: 8 }) : undefined
const checkpoints = await mkdtemp(join(tmpdir(), 'lora-'))
const times: number[] = []
let last = performance.now()
await train({
  model: adapted ?? encoder,
  data,
  loss: infoNce(),
  optimizer: adamW({ learningRate: adapted ? 1e-3 : 2e-5 }),
  steps: Number(steps),
  batchSize: 32,
  checkpoints: { folder: checkpoints, keep: 1 },
  onProgress: () => {
    times.push(performance.now() - last)
    last = performance.now()
  },
})
const peakMiB = process.resourceUsage().maxRSS / 1024
const [file] = await readdir(checkpoints)
const checkpointMiB = (await stat(join(checkpoints, file!))).size / 2 ** 20
await rm(checkpoints, { recursive: true })

const all = Object.values(encoder.parts.weights).reduce((sum, { data: values }) => sum + values.length, 0)
console.log(
  JSON.stringify({
    trained: adapted?.size.trained ?? all,
    all,
    peakMiB,
    checkpointMiB,
    ms: times.slice(2).sort((a, b) => a - b)[(times.length - 2) >> 1],
    ...(adapted && { difference: await differenceAfterMerging() }),
  }),
)
await encoder.close()

/** Embeddings through the changes beside those of the merged model, relative to the largest entry. */
async function differenceAfterMerging(): Promise<number> {
  const { createParameters, Graph, writeOnnx } = await import('@towerkit/graph')
  const { createSession } = await import('@towerkit/runtime')
  const tower = adapted!.tower('query')!
  const graph = new Graph()
  const inputs = Object.fromEntries(
    Object.entries(tower.inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  graph.output('embeddings', tower.build(createParameters(graph), inputs, { outputs: ['embedding'] })['embedding']!)
  await using session = await createSession(writeOnnx(graph, { weights: tower.weights }))
  const texts = data.slice(0, 64).map(({ query }) => query)
  const apart = (await session.run(tower.collate(texts)))['embeddings']!.data as Float32Array
  adapted!.merge()
  const { data: merged } = await encoder.encode(texts, { normalize: false })
  const largest = apart.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return merged.reduce((most, value, i) => Math.max(most, Math.abs(value - apart[i]!)), 0) / largest
}
