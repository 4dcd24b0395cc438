import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createSession } from '@towerkit/runtime'
import { quantizationReport } from './quantization-report.ts'
import { createTextEncoder } from './create-text-encoder.ts'
import { textEncoderOf } from './text-encoder-of.ts'
import { trainWordPiece } from '@towerkit/backbones'

const texts = [
  'watch a file for changes',
  'parse a URL',
  'run code after a delay',
  'read a stream line by line',
  'hash a password',
  'listen on a port',
]
const encoder = createTextEncoder({
  tokenizer: trainWordPiece(texts, { vocabularySize: 100, minimumFrequency: 1 }),
  seed: 2,
  session: { workers: 1, threads: 1 },
  config: {
    model_type: 'bert',
    vocab_size: 100,
    hidden_size: 64,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    intermediate_size: 128,
    max_position_embeddings: 32,
    type_vocab_size: 1,
    layer_norm_eps: 1e-12,
    hidden_dropout_prob: 0,
  },
})

it.each([
  [8, 0.999, 3],
  [4, 0.95, 3],
] as const)('in %i bits embeddings stay within a cosine of %f, and weights shrink', async (bits, cosine, factor) => {
  const report = await quantizationReport(encoder, texts, { bits })
  expect(report.cosine.lowest).toBeGreaterThan(cosine)
  expect(report.cosine.lowest).toBeLessThan(1)
  expect(report.bytes.float / report.bytes.quantized).toBeGreaterThan(factor)
  // Query, key, value, output and two of the feed-forward part, in two layers.
  expect(report.matrices).toHaveLength(12)
  for (const { error, weightError } of report.matrices) {
    expect(error).toBeGreaterThan(0)
    expect(error).toBeLessThan(bits === 8 ? 0.05 : 0.2)
    expect(weightError).toBeLessThan(bits === 8 ? 0.01 : 0.1)
  }
})

it('is what an encoder with fewer bits gives', async () => {
  await using small = textEncoderOf(encoder.parts, { bits: 8, session: { workers: 1, threads: 1 } })
  const exact = await encoder.encode(texts)
  const rounded = await small.encode(texts)
  expect([...rounded.data]).not.toEqual([...exact.data])
  rounded.data.forEach((value, i) => expect(Math.abs(value - exact.data[i]!)).toBeLessThan(0.02))
})

it('is saved under the names of transformers.js, with the inputs of the float model', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quantized-'))
  await encoder.save(folder, { quantized: [8, 4] })
  expect((await readdir(join(folder, 'onnx'))).sort()).toEqual(['model.onnx', 'model_q4.onnx', 'model_quantized.onnx'])
  const size = async (name: string) => (await stat(join(folder, 'onnx', name))).size
  expect(await size('model_quantized.onnx')).toBeLessThan(await size('model.onnx'))
  const [float, quantized] = await Promise.all(
    ['model.onnx', 'model_quantized.onnx'].map(name => createSession(join(folder, 'onnx', name))),
  )
  expect(quantized!.inputs).toEqual(float!.inputs)
  await Promise.all([float!.close(), quantized!.close()])
  await rm(folder, { recursive: true })
})

it('needs texts', async () => {
  await expect(quantizationReport(encoder, [], { bits: 8 })).rejects.toMatchObject({ code: 'argument' })
})
