import type { TargetPlace } from '@towerkit/evaluation'

/** Where a target stands among listed items; behind 2^31 others if it is not listed. */
export function listedPlace<Item extends { readonly item: string }>(
  listed: readonly Item[],
  { target, scoreOf }: { readonly target: string; readonly scoreOf: (item: Item) => number },
): TargetPlace {
  const found = listed.find(({ item }) => item === target)
  if (found === undefined) return { above: 2 ** 31, tied: 0 }
  const score = scoreOf(found)
  return {
    above: listed.filter(item => scoreOf(item) > score).length,
    tied: listed.filter(item => item !== found && scoreOf(item) === score).length,
  }
}
