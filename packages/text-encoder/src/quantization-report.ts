import { ArgumentError, row, requireInputs, requireKnownOptions } from '@towerkit/core'
import { calibrationGraph, quantize, writeOnnx } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import { servingGraph } from './serving-graph.ts'
import { textEncoderOf, type TextEncoder } from './text-encoder-of.ts'

/** The effect of quantisation on an encoder, measured on texts. */
export interface QuantizationReport {
  readonly bits: 4 | 8
  /** Of all weights, before and after. */
  readonly bytes: { readonly float: number; readonly quantized: number }
  /** Cosines of the quantised embeddings to those in float32. */
  readonly cosine: { readonly mean: number; readonly lowest: number }
  /** Each use of a matrix, worst first. */
  readonly matrices: readonly {
    readonly name: string
    /** Relative error of its products on these texts, from exact inputs: root of Σ (y − ŷ)² / Σ y². */
    readonly error: number
    /** The same of the weight itself. */
    readonly weightError: number
  }[]
}

/**
 * Measures what `bits` would do to an encoder: which matrices suffer, and how far the embeddings move.
 *
 * @param texts Some tens that are like those to be encoded.
 * @throws {ArgumentError} without texts.
 *
 * @example
 * const { cosine, matrices } = await quantizationReport(encoder, texts, { bits: 8 })
 */
export async function quantizationReport(
  encoder: TextEncoder,
  texts: readonly string[],
  options: { readonly bits: 4 | 8 },
): Promise<QuantizationReport> {
  const { bits } = requireKnownOptions<{ readonly bits: 4 | 8 }>('quantizationReport', options, { bits: true })
  requireInputs('quantizationReport', texts)
  if (texts.length === 0)
    throw new ArgumentError('quantizationReport: there are no texts. Give some that are like those to be encoded.')
  const { parts } = encoder
  const graph = servingGraph(parts, { normalize: true })
  const { report, weights: left } = quantize(graph, parts.weights, { bits })
  const weightErrors = new Map(report.map(({ name, error }) => [name, error]))
  const sizeOf = (weights: typeof parts.weights) =>
    Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0)

  const sums = new Map<string, number>()
  await using session = await createSession(
    writeOnnx(calibrationGraph(graph, parts.weights, { bits }), { weights: parts.weights }),
  )
  const { embeddings: _, ...known } = Object.fromEntries(session.outputs.map(({ name }) => [name, 0]))
  for (let start = 0; start < texts.length; start += 32) {
    const results = await session.run(encoder.tower('text').collate(texts.slice(start, start + 32)))
    for (const name of Object.keys(known)) sums.set(name, (sums.get(name) ?? 0) + Number(results[name]!.data[0]))
  }
  const matrices = Object.keys(known)
    .filter(name => name.startsWith('signal '))
    .map(signal => {
      const [, place, name] = /^signal (\d+) (.*)$/.exec(signal)!
      return {
        name: name!,
        error: Math.sqrt(sums.get(`noise ${place} ${name}`)! / sums.get(signal)!),
        weightError: weightErrors.get(name!)!,
      }
    })
    .sort((a, b) => b.error - a.error)

  await using quantized = textEncoderOf(parts, { bits })
  const exact = await encoder.encode(texts, { normalize: true })
  const rounded = await quantized.encode(texts, { normalize: true })
  const cosines = texts.map((_, i) => row(exact, i).reduce((sum, value, at) => sum + value * row(rounded, i)[at]!, 0))
  return {
    bits,
    bytes: {
      float: sizeOf(parts.weights),
      quantized: sizeOf(left) + report.reduce((sum, { bytes }) => sum + bytes.quantized, 0),
    },
    cosine: { mean: cosines.reduce((sum, value) => sum + value, 0) / cosines.length, lowest: Math.min(...cosines) },
    matrices,
  }
}
