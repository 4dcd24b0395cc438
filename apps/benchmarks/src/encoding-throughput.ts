import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { textEncoder } from '@towerkit/text-encoder'
import { comparedSides, type Side } from './encoding-throughput/compared-sides.ts'
import { startSide, type Answer, type RunningSide } from './encoding-throughput/start-side.ts'
import { median } from './study/median.ts'

/**
 * Texts a second of a real model on texts of mixed lengths (title and abstract of scifact), against
 * sentence-transformers with torch and with ONNX, transformers.js and fastembed-js: in turns in one run, the same texts
 * cut at the model's longest, each peer with the faster of batches of 8 and of 32. In float32, and the JavaScript ones
 * in 8 bits too, ours as `bits: 8` makes them, theirs by the dynamic quantisation of ONNX Runtime. Cold start is from
 * the start of the process to its first vector. Vectors must be those of ours in float32 (cosine above 0.9999; 0.99 for
 * transformers.js, which cuts long texts without their last special token; 0.95 in 8 bits), but for fastembed-js, which
 * takes the first token's state of any model. Fails if ours is less than 1.5 times the fastest JavaScript peer of as
 * many bits, slower than the fastest Python one, or lets the event loop wait 20 ms (p99).
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/encoding-throughput.ts <python with sentence-transformers>
 *   <model folder> <scifact folder> \
 *     [folder in which @huggingface/transformers and fastembed are installed, or -] [python with sentence-transformers
 *     and optimum[onnxruntime], or -] [texts] [rounds]
 */
const [python, model, data, peers = '-', onnxPython = '-', count = '256', rounds = '3'] = process.argv.slice(2)
if (!python || !model || !data)
  throw new Error(
    'usage: encoding-throughput.ts <python> <model folder> <scifact folder> [peers folder] [python with optimum] ' +
      '[texts] [rounds]',
  )
const folder = mkdtempSync(join(tmpdir(), 'towerkit-throughput-'))
const corpus = gunzipSync(readFileSync(join(data, 'corpus.jsonl.gz')))
  .toString()
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line) as { title: string; text: string })
const texts = corpus
  .filter((_, i) => i % Math.floor(corpus.length / Number(count)) === 0)
  .slice(0, Number(count))
  .map(({ title, text }) => `${title} ${text}`)
writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts))
{
  // The same folder for all: with an ONNX model, and the longest text where each of them looks for it.
  await using encoder = await textEncoder(model)
  await encoder.save(join(folder, 'model'))
}
if (onnxPython !== '-')
  execFileSync(
    onnxPython,
    [
      new URL('../peers/quantize_dynamic.py', import.meta.url).pathname,
      join(folder, 'model', 'onnx', 'model.onnx'),
      join(folder, 'model', 'onnx', 'model_quantized.onnx'),
    ],
    { stdio: 'ignore' },
  )

function worstCosine(ours: Float32Array, theirs: Float32Array): number {
  const dimensions = ours.length / texts.length
  return Math.min(
    ...texts.map((_, i) => {
      const a = ours.subarray(i * dimensions, (i + 1) * dimensions)
      const b = theirs.subarray(i * dimensions, (i + 1) * dimensions)
      return a.reduce((sum, value, d) => sum + value * b[d]!, 0) / (Math.hypot(...a) * Math.hypot(...b))
    }),
  )
}

console.log(
  `${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}; ${texts.length} texts, ${rounds} ` +
    'rounds in turns',
)
const sides: {
  readonly kind: Side
  readonly side: RunningSide
  readonly answers: Answer[]
  readonly cosine: number
}[] = []
let vectors = new Float32Array(0)
for (const kind of comparedSides({ python, onnxPython, peers, folder })) {
  const side = await startSide(kind)
  // Not counted; writes the vectors and finds the batch.
  await side.ask()
  const bytes = readFileSync(join(folder, 'embeddings.f32'))
  const embeddings = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4).slice()
  if (kind.name === 'ours') vectors = embeddings
  sides.push({ kind, side, answers: [], cosine: worstCosine(vectors, embeddings) })
}
for (let round = 0; round < Number(rounds); round++)
  for (const { side, answers } of sides) answers.push(await side.ask())
await Promise.all(sides.map(({ side }) => side.stop()))
rmSync(folder, { recursive: true })

const rateOf = (answers: readonly Answer[]) => median(answers.map(({ ms }) => (texts.length / ms) * 1000))
const ours = sides[0]!
/** Times as fast as a side ours is with as many bits, round by round. */
const ratioTo = ({ kind: { bits }, answers }: typeof ours) => {
  const same = sides.find(({ kind }) => kind.language === 'ours' && kind.bits === bits)!
  return median(answers.map(({ ms }, round) => ms / same.answers[round]!.ms))
}
console.table(
  sides.map(each => {
    const { kind, side, answers, cosine } = each
    return {
      side: kind.name,
      'texts/s': rateOf(answers).toFixed(1),
      'ours is': `${ratioTo(each).toFixed(2)}x`,
      'CPU ms a text': (median(answers.map(({ cpuMs }) => cpuMs)) / texts.length).toFixed(1),
      batch: answers[0]!.batch ?? '',
      'cold start ms': side.coldMs.toFixed(0),
      'peak MiB': Math.max(...answers.map(({ peakMiB }) => peakMiB)).toFixed(0),
      'event loop p99 ms':
        answers[0]!.delayMs === undefined ? '' : Math.max(...answers.map(({ delayMs }) => delayMs!)).toFixed(1),
      'worst cosine': cosine.toFixed(6),
    }
  }),
)
const fastest = (language: Side['language'], bits?: 8) =>
  Math.min(...sides.filter(({ kind }) => kind.language === language && kind.bits === bits).map(ratioTo))
const bars = [
  { what: 'vectors of the peers', met: sides.every(({ kind, cosine }) => cosine > (kind.leastCosine ?? 0.9999)) },
  { what: 'at least 1.5 times the fastest JavaScript peer', met: peers === '-' || fastest('JavaScript') >= 1.5 },
  {
    what: 'at least 1.5 times the fastest JavaScript peer, both in 8 bits',
    met: peers === '-' || onnxPython === '-' || fastest('JavaScript', 8) >= 1.5,
  },
  { what: 'at least the fastest Python one', met: fastest('Python') >= 1 },
  { what: 'event loop p99 below 20 ms', met: ours.answers.every(({ delayMs }) => delayMs! < 20) },
]
console.table(bars)
if (bars.some(({ met }) => !met)) process.exitCode = 1
