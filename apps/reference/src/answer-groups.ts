import type { KeyedPair } from '@towerkit/training'

/**
 * A number for each pair, the same for pairs that share a query or an answer, also by way of others: none of them is
 * another's negative (the column `group` of `infoNce`).
 */
export function answerGroups(pairs: readonly KeyedPair[]): number[] {
  const parents = new Map<string, string>()
  const root = (node: string): string => {
    let at = node
    for (let parent = parents.get(at); parent !== undefined && parent !== at; parent = parents.get(at)) at = parent
    parents.set(node, at)
    return at
  }
  for (const { query, positive } of pairs) parents.set(root(`query ${query}`), root(`document ${positive}`))
  const numbers = new Map<string, number>()
  return pairs.map(({ query }) => {
    const group = root(`query ${query}`)
    if (!numbers.has(group)) numbers.set(group, numbers.size)
    return numbers.get(group)!
  })
}
