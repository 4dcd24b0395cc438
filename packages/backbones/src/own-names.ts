import { DataError } from '@towerkit/core'

/** Parameters by the names under which a file has them. */
export function ownNames(stored: readonly string[], wanted: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const newer = (name: string) => name.replace(/\.gamma$/, '.weight').replace(/\.beta$/, '.bias')
  const prefix = prefixOf(stored.map(newer), [...wanted.keys()])
  return new Map(
    stored
      .filter(name => newer(name).startsWith(prefix) && wanted.has(newer(name).slice(prefix.length)))
      .map(name => [name, newer(name).slice(prefix.length)]),
  )
}

/** Tensors that files keep beside the weights: numbers that follow from config.json, or that only pretraining uses. */
const beside = /(^|\.)(position_ids|token_type_ids|inv_freq|num_batches_tracked|mask_token|relative_position_index)$/

/** @throws {DataError} if there are tensors in a part of the network that has parameters of other names only. */
export function requireAllRead(
  stored: readonly string[],
  {
    own,
    wanted,
    folder,
  }: {
    readonly own: ReadonlyMap<string, string>
    readonly wanted: ReadonlyMap<string, unknown>
    readonly folder: string
  },
): void {
  const first = own.entries().next().value
  if (!first) return
  const prefix = first[0].slice(0, first[0].length - first[1].length)
  const parts = new Set([...wanted.keys()].map(name => name.split('.', 1)[0]!))
  const unread = stored.filter(
    name =>
      !own.has(name) &&
      !beside.test(name) &&
      name.startsWith(prefix) &&
      parts.has(name.slice(prefix.length).split('.', 1)[0]!),
  )
  if (unread.length > 0)
    throw new DataError(
      `loadWeights: "${folder}" has ${unread.length} tensors that the network of config.json does not have, such as ` +
        `"${unread[0]}". The checkpoint does not belong to config.json.`,
      { unread, folder },
    )
}

/** The shortest prefix under which the most parameters are. */
function prefixOf(names: readonly string[], wanted: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const parameter of wanted) {
    for (const name of names)
      if (name === parameter || name.endsWith(`.${parameter}`))
        counts.set(name.slice(0, -parameter.length), (counts.get(name.slice(0, -parameter.length)) ?? 0) + 1)
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || a.length - b.length)[0]?.[0] ?? ''
}
