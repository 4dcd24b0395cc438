import { seededRandom } from '@towerkit/core'
import type { Split } from './task.ts'

/**
 * 95 % interval of the difference of two systems on the same items: items are drawn anew 1,000 times, the difference is
 * the mean over the seeds.
 *
 * @param systems Outputs of both, one for each seed.
 */
export function pairedInterval(
  { groups, measure }: Split,
  systems: readonly { readonly system: Float32Array; readonly baseline: Float32Array }[],
): readonly [number, number] {
  const random = seededRandom(7)
  const draws = Array.from({ length: 1000 }, () => {
    const drawn = groups.map(() => Math.floor(random() * groups.length))
    return { drawn, difference: 0 }
  })
  // One system after the other, so that a measure may keep what it found of its outputs.
  for (const { system, baseline } of systems) {
    for (const draw of draws) draw.difference += measure(system, draw.drawn) / systems.length
    for (const draw of draws) draw.difference -= measure(baseline, draw.drawn) / systems.length
  }
  const differences = draws.map(({ difference }) => difference).sort((a, b) => a - b)
  return [differences[25]!, differences[974]!]
}
