/**
 * Fine-tunes a sentence-transformers folder on the training split of a BEIR folder, and evaluates it on the test split:
 *
 *   node --conditions=@towerkit/source apps/examples/src/fine-tune.ts <model folder> <BEIR folder> <output folder>
 *   [seed]
 */
import { evaluate, runFromHits } from '@towerkit/evaluation'
import { exactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { infoNce } from '@towerkit/losses'
import { textEncoder } from '@towerkit/text-encoder'
import { adamW, linearSchedule, mineHardNegatives, noDuplicatesSampler, train } from '@towerkit/training'
import { beirFolder } from './fine-tune/beir-folder.ts'

const [model, data, output, seed = '1'] = process.argv.slice(2)
if (!model || !data || !output)
  throw new Error('usage: fine-tune.ts <model folder> <BEIR folder> <output folder> [seed]')
const { documents, queries, relevant, qrels } = beirFolder(data)
const encoder = await textEncoder(model)

async function ndcg(): Promise<number> {
  const index = exactIndex({ dimensions: encoder.dimensions, kernel: runtimeKernel })
  await index.add([...documents.keys()], await encoder.encodeDocuments([...documents.values()]))
  const asked = [...relevant('test').keys()]
  const hits = await index.search(await encoder.encodeQueries(asked.map(id => queries.get(id)!)), 10)
  await index.close()
  return evaluate({ qrels: qrels('test'), run: runFromHits(asked, hits), measures: ['nDCG@10'] }).mean['nDCG@10']
}
console.log(`nDCG@10 before: ${(await ndcg()).toFixed(4)}`)

const { examples } = await mineHardNegatives(
  [...relevant('train')].map(([id, positives]) => ({ query: queries.get(id)!, positives })),
  {
    documents,
    encoder,
    index: exactIndex({ dimensions: encoder.dimensions, kernel: runtimeKernel }),
    count: 1,
    ranks: [0, 10],
    choose: 'random',
    seed: Number(seed),
  },
)
const batchSize = 32
await train({
  model: encoder,
  data: noDuplicatesSampler(
    examples.map(example => ({ ...example })),
    { batchSize, seed: Number(seed) },
  ),
  loss: infoNce({ temperature: 0.05 }),
  optimizer: adamW({ learningRate: 3e-5 }),
  schedule: linearSchedule({ warmUp: 8 }),
  steps: Math.round((3 * examples.length) / batchSize),
  checkpoints: `${output}.checkpoints`,
  onProgress: ({ step, steps, loss, remainingMs }) =>
    process.stderr.write(
      `\rstep ${step} of ${steps}, loss ${loss.toFixed(3)}, ${Math.round(remainingMs / 1000)} s left `,
    ),
})
console.log(`\nnDCG@10 after: ${(await ndcg()).toFixed(4)}`)
await encoder.save(output)
await encoder.close()
