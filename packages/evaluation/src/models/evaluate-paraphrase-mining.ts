import { ArgumentError, DataError, row, type EncodeOptions, type Encoder, requireKnownOptions } from '@towerkit/core'
import { bestThreshold, type ThresholdReport } from './best-threshold.ts'
import { requireEncoder } from './require-encoder.ts'
import { requireKind } from '../require-kind.ts'

/** How `evaluateParaphraseMining` searches. */
export interface EvaluateParaphraseMiningOptions extends EncodeOptions {
  /** Of each input the most alike others are looked at. A whole number of at least 1, default 100. */
  readonly neighbors?: number
}

/**
 * Searches all pairs of inputs for those that mean the same, by cosine, and tells how many of the known ones are found:
 * the best F1 over all thresholds, and average precision. Time grows with the square of the number of inputs.
 *
 * @param inputs Each by its id.
 * @param duplicates Pairs of ids that mean the same, in any order. At least one.
 * @throws {DataError} if a pair names an id that is not there or twice the same, or there are no pairs.
 * @throws {ArgumentError} if the number of neighbours is out of range.
 *
 * @example
 * const { f1, f1Threshold } = await evaluateParaphraseMining(
 *   encoder,
 *   { q1: 'How old are you?', q2: 'What is your age?' },
 *   [['q1', 'q2']],
 * )
 */
export async function evaluateParaphraseMining<Input>(
  encoder: Encoder<Input>,
  inputs: Readonly<Record<string, Input>>,
  duplicates: readonly (readonly [string, string])[],
  given: EvaluateParaphraseMiningOptions = {},
): Promise<Pick<ThresholdReport, 'f1' | 'f1Threshold' | 'precision' | 'recall' | 'averagePrecision'>> {
  const { neighbors = 100, ...options } = requireKnownOptions<EvaluateParaphraseMiningOptions>(
    'evaluateParaphraseMining',
    given,
    { neighbors: true, signal: true, onProgress: true },
  )
  requireEncoder('evaluateParaphraseMining', encoder, { duplicates })
  requireKind('evaluateParaphraseMining', inputs, { kind: 'an object', name: 'inputs', example: '{ id: input }' })
  if (!Number.isSafeInteger(neighbors) || neighbors < 1)
    throw new ArgumentError(`evaluateParaphraseMining: neighbors is ${neighbors}. Give a whole number of at least 1.`, {
      neighbors,
    })
  const ids = Object.keys(inputs)
  const places = new Map(ids.map((id, i) => [id, i]))
  const known = new Set(
    duplicates.map(([a, b]) => {
      const i = places.get(a)
      const j = places.get(b)
      if (i === undefined || j === undefined || i === j)
        throw new DataError(
          `evaluateParaphraseMining: the pair "${a}", "${b}" does not name two of the inputs. Give their ids.`,
          { pair: [a, b] },
        )
      return pairNumber(i, j, ids.length)
    }),
  )
  if (known.size === 0) throw new DataError('evaluateParaphraseMining: no duplicates. Give at least one pair.')
  const vectors = await encoder.encode(Object.values(inputs), options)
  const lengths = ids.map((_, i) => Math.hypot(...row(vectors, i)) || 1)
  const found = new Map<number, number>()
  for (const i of ids.keys()) {
    const cosines = ids.map(
      (_, j) =>
        row(vectors, i).reduce((sum, value, d) => sum + value * vectors.data[j * vectors.dimensions + d]!, 0) /
        (lengths[i]! * lengths[j]!),
    )
    const others = [...ids.keys()]
      .filter(j => j !== i)
      .sort((a, b) => cosines[b]! - cosines[a]!)
      .slice(0, neighbors)
    for (const j of others) found.set(pairNumber(i, j, ids.length), cosines[j]!)
  }
  const { f1, f1Threshold, precision, recall, averagePrecision } = bestThreshold(
    [...found].map(([pair, score]) => ({ score, positive: known.has(pair) })),
    known.size,
  )
  return { f1, f1Threshold, precision, recall, averagePrecision }
}

function pairNumber(i: number, j: number, count: number): number {
  return Math.min(i, j) * count + Math.max(i, j)
}
