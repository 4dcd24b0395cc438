/**
 * How far Whisper's encoder with real weights is from transformers', on what tooling/golden/whisper_encoder.py wrote.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/whisper-parity.ts <folder of the model> <folder>
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSoundBackbone } from '@towerkit/backbones'
import { createParameters, Graph, writeOnnx } from '@towerkit/graph'
import { prepareSound, readSoundPreset } from '@towerkit/media'
import { createSession } from '@towerkit/runtime'

const [model, folder] = process.argv.slice(2)
if (model === undefined || folder === undefined) throw new Error('Name the folders of the model and of the values.')
const { backbone, weights } = await loadSoundBackbone(model)
const graph = new Graph()
const parameters = createParameters(graph)
const features = graph.input('input_features', 'float32', [1, backbone.bands, backbone.frames])
const embedded = backbone.embed(parameters, { input_features: features })
const hidden = backbone.blocks.reduce((state, block) => block(parameters, state, {}), embedded)
graph.output('hidden', backbone.norm(parameters, hidden))

await using session = await createSession(writeOnnx(graph, { weights }))
const sound = { sampleRate: 16_000, channels: [await floats('samples')] }
const { tensor } = await prepareSound(sound, await readSoundPreset(model))
const theirs = await floats('features')
console.log('features', largestDifference(tensor.data, theirs))
for (const [name, data] of Object.entries({ 'its features': theirs, 'our own': Float32Array.from(tensor.data) })) {
  const input = { dtype: 'float32', shape: [1, backbone.bands, backbone.frames], data } as const
  const { hidden: found } = await session.run({ input_features: input })
  console.log(`hidden states from ${name}`, largestDifference(found!.data as Float32Array, await floats('hidden')))
}

async function floats(name: string): Promise<Float32Array<ArrayBuffer>> {
  return new Float32Array(new Uint8Array(await readFile(join(folder!, `${name}.f32`))).buffer)
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0)
}
