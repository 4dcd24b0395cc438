import type { TargetPlace } from '@towerkit/evaluation'

/** Where a target stands in a catalogue whose items have scores, or else 0; what was seen is not offered. */
export function scoredPlace(
  scores: ReadonlyMap<string, number>,
  {
    target,
    items,
    seen,
  }: { readonly target: string; readonly items: readonly string[]; readonly seen: ReadonlySet<string> },
): TargetPlace {
  if (seen.has(target)) return { above: 2 ** 31, tied: 0 }
  const score = scores.get(target) ?? 0
  let above = 0
  let tied = 0
  for (const item of items) {
    if (item === target || seen.has(item)) continue
    const other = scores.get(item) ?? 0
    if (other > score) above++
    else if (other === score) tied++
  }
  return { above, tied }
}
