/**
 * A catalogue of drawings, found by words: an encoder of texts and pictures trained on most of them, then saved, opened
 * and searched for the others. With pretrained trunks (a ViT, all-MiniLM-L6-v2) and files of your own, the program is
 * the same.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trainWordPiece } from '@towerkit/backbones'
import { conv, createParameters, Graph, initialize, normalInitializer, tanh, writeOnnx } from '@towerkit/graph'
import { exactIndex } from '@towerkit/indices'
import { infoNce } from '@towerkit/losses'
import { omniEncoder } from '@towerkit/omni-encoder'
import { adamW, train } from '@towerkit/training'

const colours = ['red', 'green', 'blue', 'yellow', 'purple', 'orange']
const shapes: Readonly<Record<string, string>> = {
  circle: '<circle cx="32" cy="32" r="24" fill="$"/>',
  bar: '<rect x="4" y="26" width="56" height="12" fill="$"/>',
  pole: '<rect x="26" y="4" width="12" height="56" fill="$"/>',
  frame: '<rect x="10" y="10" width="44" height="44" fill="none" stroke="$" stroke-width="8"/>',
}
const products = colours.flatMap(colour =>
  Object.entries(shapes).map(([shape, svg]) => ({
    name: `a ${colour} ${shape}`,
    drawing: Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">${svg.replace('$', colour)}</svg>`,
    ),
  })),
)
// Every fifth one is never seen in training, though its colour and its shape are.
const known = products.filter((_, i) => i % 5 !== 0)

// In place of a pretrained trunk: random features of patches.
const graph = new Graph()
const parameters = createParameters(graph)
const pixels = graph.input('pixels', 'float32', ['batch', 3, 32, 32])
const patches = parameters.get('patches', [32, 3, 8, 8], normalInitializer(0.1))
graph.output('features', tanh(conv(pixels, patches, { strides: [8, 8] })))

const encoder = await omniEncoder({
  text: {
    tokenizer: trainWordPiece(
      products.map(({ name }) => name),
      { vocabularySize: 120, minimumFrequency: 1 },
    ),
    config: {
      model_type: 'bert',
      vocab_size: 120,
      hidden_size: 32,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 64,
      max_position_embeddings: 16,
    },
  },
  vision: {
    model: writeOnnx(graph, { weights: initialize(parameters, { seed: 1 }) }),
    preset: {
      resize: { width: 32, height: 32, kernel: 'bicubic' },
      normalization: { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
    },
  },
  trained: ['text'],
  widths: [32, 16],
  perceiverWidth: 32,
  perceiverLayers: 1,
  fusionLayers: 1,
})
await train({
  model: encoder,
  data: known.map(({ name, drawing }) => ({ query: name, positive: { pictures: drawing } })),
  loss: infoNce({ symmetric: true }),
  optimizer: adamW({ learningRate: 3e-3 }),
  batchSize: known.length,
  steps: 120,
})

const folder = mkdtempSync(join(tmpdir(), 'towerkit-omni-'))
await encoder.save(folder)
await encoder.close()
const search = await omniEncoder(folder)
const index = exactIndex({ dimensions: search.dimensions })
const names = products.map(({ name }) => name)
await index.add(names, await search.encodeDocuments(products.map(({ drawing }) => ({ pictures: drawing }))))
const hits = await index.search(await search.encodeQueries(names), 1)
const isFound = hits.map(([best], i) => best?.key === names[i])
const share = (of: (i: number) => boolean) => {
  const asked = names.flatMap((_, i) => (of(i) ? [i] : []))
  return `${asked.filter(i => isFound[i]).length} of ${asked.length}`
}
await search.close()
rmSync(folder, { recursive: true })
console.log(`found first: ${share(i => i % 5 !== 0)} known drawings, ${share(i => i % 5 === 0)} new ones`)
