import { ArgumentError, type Vectors } from '@towerkit/core'
import type { AdaptiveOptions, AdaptiveResult, ServeOptions } from './serve-options.ts'

type Tuples = readonly (readonly string[])[]

/** Predicts with the first number of parallel layers for all tuples, and with the next ones for the uncertain ones. */
export async function predictAdaptively(
  tuples: Tuples,
  {
    parallelLayers,
    isCertain,
    predict,
    ...options
  }: AdaptiveOptions & { readonly predict: (tuples: Tuples, options: ServeOptions) => Promise<Vectors> },
): Promise<AdaptiveResult> {
  const [first, ...others] = parallelLayers
  if (first === undefined)
    throw new ArgumentError('predictAdaptively: parallelLayers is empty. Give the numbers of layers to try.')
  const { data, count, dimensions } = await predict(tuples, { ...options, parallelLayers: first })
  const layersOfTuples = new Int32Array(count).fill(first)
  const rowOf = (i: number) => data.subarray(i * dimensions, (i + 1) * dimensions)
  let uncertain = Array.from(tuples.keys())
  for (const layers of others) {
    uncertain = uncertain.filter(i => !isCertain(rowOf(i)))
    const outputs = await predict(
      uncertain.map(i => tuples[i]!),
      { ...options, parallelLayers: layers },
    )
    for (const [row, i] of uncertain.entries()) {
      rowOf(i).set(outputs.data.subarray(row * dimensions, (row + 1) * dimensions))
      layersOfTuples[i] = layers
    }
  }
  return { data, count, dimensions, parallelLayers: layersOfTuples }
}
