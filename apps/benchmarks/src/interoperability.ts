import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { row } from '@towerkit/core'
import { infoNce } from '@towerkit/losses'
import { textEncoder } from '@towerkit/text-encoder'
import { adamW, train } from '@towerkit/training'
import { variedTexts } from './minilm-parity/varied-texts.ts'

/**
 * A real encoder is trained for a few steps and saved; other runtimes load the folder and must give the same vectors
 * (cosine above 0.99999).
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/interoperability.ts <folder of a model> <python with
 *     sentence-transformers> \
 *       <python with sentence-transformers and optimum[onnxruntime]> <folder in which @huggingface/transformers is
 *       installed>
 */
const [model = '', python = 'python3', optimum = 'python3', transformersJs = '.'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'towerkit-interoperability-'))
const saved = join(folder, 'model')
const subjects = ['file', 'folder', 'socket', 'process', 'timer', 'stream', 'buffer', 'thread']
const actions = ['open', 'close', 'copy', 'watch', 'delete', 'rename']
const pairs = subjects.flatMap(subject =>
  actions.map(action => ({ query: `how do I ${action} a ${subject}?`, positive: `${action}s the given ${subject}` })),
)
// The tokenizer of transformers.js cuts long texts without their last special token, and reads capital sigma,
// characters beyond the first 65,536 and the newest ones in its own way: texts on which all tokenizers agree. (Ids of
// all others are the matter of minilm-parity.ts.)
const scripts = ['Latin', 'Cyrillic', 'Han', 'Hiragana', 'Katakana', 'Arabic', 'Hebrew', 'Hangul']
const letters = scripts.map(script => `\\p{Script=${script}}`).join('')
const agreed = new RegExp(`^[${letters}\\p{N}\\p{S} .,:'?/#-]*$`, 'u')
const texts = [
  ...pairs.map(({ query }) => query),
  ...variedTexts(500, 7).filter(
    text => text.length < 500 && agreed.test(text) && !/[\u{10000}-\u{10FFFF}]/u.test(text),
  ),
]

await using encoder = await textEncoder(model)
const before = await encoder.encode(texts)
await train({
  model: encoder,
  data: pairs,
  loss: infoNce({ temperature: 0.05 }),
  optimizer: adamW({ learningRate: 5e-5 }),
  batchSize: 16,
  steps: 5,
})
const ours = await encoder.encode(texts)
await encoder.save(saved)
writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts))
console.log(
  `${texts.length} texts; five steps of training moved the vectors to cosine ` +
    `${worstCosine(before.data).toFixed(6)} at the worst`,
)

const peer = new URL('../peers/interoperability.py', import.meta.url).pathname
const sides: readonly (readonly [string, string, readonly string[]])[] = [
  ['sentence-transformers, torch', python, [peer, 'torch', folder]],
  ['onnxruntime (Python) with tokenizers', python, [peer, 'onnxruntime', folder]],
  ['sentence-transformers, ONNX backend', optimum, [peer, 'onnx', folder]],
  ['Optimum, ORTModelForFeatureExtraction', optimum, [peer, 'optimum', folder]],
  [
    'transformers.js',
    process.execPath,
    [new URL('./interoperability/transformers-js.ts', import.meta.url).pathname, transformersJs, folder],
  ],
]
for (const [name, command, parameters] of sides) {
  try {
    execFileSync(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'] })
    const bytes = readFileSync(join(folder, 'embeddings.f32'))
    const worst = worstCosine(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4))
    console.log(`${name}: worst cosine ${worst.toFixed(9)}`)
    if (!(worst > 0.99999)) process.exitCode = 1
    rmSync(join(folder, 'embeddings.f32'))
  } catch (error) {
    console.log(
      `${name}: failed\n${String((error as { stderr?: unknown }).stderr ?? error)
        .split('\n')
        .slice(-6)
        .join('\n')}`,
    )
    process.exitCode = 1
  }
}
rmSync(folder, { recursive: true })

function worstCosine(theirs: Float32Array): number {
  return Math.min(
    ...texts.map((_, i) => {
      const a = row(ours, i)
      const b = theirs.subarray(i * ours.dimensions, (i + 1) * ours.dimensions)
      return a.reduce((sum, value, d) => sum + value * b[d]!, 0) / (Math.hypot(...a) * Math.hypot(...b))
    }),
  )
}
