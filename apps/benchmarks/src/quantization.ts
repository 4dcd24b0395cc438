/**
 * A model in 32, 8 and 4 bits side by side, on the test pairs of an STS-B file (CSV without a head: first, second,
 * score):
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/quantization.ts <model folder> <stsb-en-test.csv> [rounds,
 *   default 5]
 */
import { readFile } from 'node:fs/promises'
import { row, type Vectors } from '@towerkit/core'
import { quantizationReport, textEncoder, textEncoderOf } from '@towerkit/text-encoder'
import { csvRows } from './quantization/csv-rows.ts'
import { spearman } from './quantization/spearman.ts'
import { median } from './study/median.ts'

const [folder, file, rounds = '5'] = process.argv.slice(2)
if (!folder || !file) throw new Error('usage: quantization.ts <model folder> <stsb test csv> [rounds]')
const pairs = csvRows(await readFile(file, 'utf8')).map(([first, second, score]) => ({
  first: first!,
  second: second!,
  score: Number(score),
}))
const texts = pairs.flatMap(({ first, second }) => [first, second])
await using exact = await textEncoder(folder)
await using eight = textEncoderOf(exact.parts, { bits: 8 })
await using four = textEncoderOf(exact.parts, { bits: 4 })
const encoders = { 32: exact, 8: eight, 4: four }

const vectors: Record<string, Vectors> = {}
const times: Record<string, number[]> = { 32: [], 8: [], 4: [] }
for (const [bits, encoder] of Object.entries(encoders)) vectors[bits] = await encoder.encode(texts, { normalize: true })
for (let round = 0; round < Number(rounds); round++) {
  for (const [bits, encoder] of Object.entries(encoders)) {
    const started = performance.now()
    await encoder.encode(texts)
    times[bits]!.push(performance.now() - started)
  }
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
console.log(`${texts.length} texts, ${rounds} rounds, each of all precisions`)
console.log(
  'bits | texts/s | times float32 (median of rounds, lowest, highest) | mean cosine | lowest | Spearman | MiB of ' +
    'weights',
)
for (const bits of [32, 8, 4] as const) {
  const report = bits === 32 ? undefined : await quantizationReport(exact, texts.slice(0, 128), { bits })
  const ratios = times[bits]!.map((ms, round) => times[32]![round]! / ms)
  const cosines = texts.map((_, i) => dot(row(vectors[bits]!, i), row(vectors[32]!, i)))
  const rank = spearman(
    pairs.map((_, i) => dot(row(vectors[bits]!, 2 * i), row(vectors[bits]!, 2 * i + 1))),
    pairs.map(({ score }) => score),
  )
  const bytes =
    report?.bytes.quantized ?? Object.values(exact.parts.weights).reduce((sum, { data }) => sum + data.byteLength, 0)
  const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length
  console.log(
    [
      bits,
      ((texts.length / median(times[bits]!)) * 1000).toFixed(0),
      `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
      mean.toFixed(4),
      Math.min(...cosines).toFixed(4),
      rank.toFixed(4),
      (bytes / 2 ** 20).toFixed(1),
    ].join(' | '),
  )
  if (report)
    console.log(
      `  worst products: ${report.matrices
        .slice(0, 3)
        .map(({ name, error }) => `${name} ${(100 * error).toFixed(1)} %`)
        .join(', ')}`,
    )
}
