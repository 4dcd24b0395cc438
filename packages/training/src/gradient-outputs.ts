import { gradients, type Parameters, type Value } from '@towerkit/graph'
import type { Tensors } from '@towerkit/runtime'
import { reusedMemory } from './reused-memory.ts'
import type { TrainedWeight } from './weights.ts'

/** Memory for the gradients of one run, by weight: the same each time. */
export type GradientTargets = (rows: Readonly<Record<string, Int32Array>>) => Record<string, Float32Array<ArrayBuffer>>

/**
 * Appends the backward pass of `output`, with an output for the gradient of each parameter that is trained.
 *
 * @returns these parameters.
 */
export function outputGradients(output: Value, parameters: Parameters, trained: readonly TrainedWeight[]): Value[] {
  const names = new Set(trained.map(({ name }) => name))
  const used = parameters.list().filter(({ name }) => names.has(name))
  if (used.length === 0) return []
  const values = gradients(
    output,
    used.map(({ value }) => value),
  )
  values.forEach((gradient, i) => parameters.graph.output(gradientName(used[i]!.name), gradient))
  return used.map(({ value }) => value)
}

/** The output of a graph that is the gradient of a weight. */
export function gradientName(weight: string): string {
  return `gradient of ${weight}`
}

/** Reserves the memory of the gradients once, so that no step has to find and clear it again. */
export function gradientTargets(weights: readonly TrainedWeight[]): GradientTargets {
  const fixed = Object.fromEntries(
    weights.filter(({ indexedBy }) => !indexedBy).map(({ name, data }) => [name, new Float32Array(data.length)]),
  )
  const tables = weights
    .filter(({ indexedBy }) => indexedBy)
    .map(({ name, shape, data }) => ({ name, width: data.length / shape[0]!, memory: reusedMemory() }))
  return rows => ({
    ...fixed,
    ...Object.fromEntries(tables.map(({ name, width, memory }) => [name, memory(rows[name]!.length * width)])),
  })
}

/** The output tensors that a run writes gradients into; shapes are those of the weights that were fed. */
export function gradientOutputs(
  targets: Readonly<Record<string, Float32Array<ArrayBuffer>>>,
  weightFeeds: Tensors,
): Tensors {
  return Object.fromEntries(
    Object.entries(targets).map(([name, data]) => [
      gradientName(name),
      { dtype: 'float32' as const, shape: weightFeeds[name]!.shape, data },
    ]),
  )
}
