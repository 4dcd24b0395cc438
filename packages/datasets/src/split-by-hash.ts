import { createHash } from 'node:crypto'
import { ArgumentError, requireInputs, requireKnownOptions, type InputList } from '@towerkit/core'

/** Options of `splitByHash`. */
export interface SplitByHashOptions<Item, Part extends string> {
  /** What decides where an item goes; items with one key stay together. */
  readonly key: (item: Item) => string
  /** Share of each part, in order; from 0, with the sum 1. */
  readonly shares: Readonly<Record<Part, number>>
  /** Another seed, another split. Default 0. */
  readonly seed?: number
}

/**
 * Splits items by a hash of their keys: the part of an item depends only on its key, the shares and the seed, so that
 * neither another order nor more items move it. Shares are met on average.
 *
 * @returns items of each part, in their order.
 * @throws {ArgumentError} if the shares are not from 0 with the sum 1, or the items are one string.
 *
 * @example
 * const { train, test } = splitByHash(documents, { key: ({ id }) => id, shares: { train: 0.9, test: 0.1 } })
 */
export function splitByHash<Item, Part extends string>(
  items: InputList<Item>,
  options: SplitByHashOptions<Item, Part>,
): Record<Part, Item[]> {
  const {
    key,
    shares,
    seed = 0,
  } = requireKnownOptions<SplitByHashOptions<Item, Part>>('splitByHash', options, {
    key: true,
    shares: true,
    seed: true,
  })
  requireInputs('splitByHash', items, 'items')
  const parts = Object.entries<number>(shares) as [Part, number][]
  const sum = parts.reduce((total, [, share]) => total + share, 0)
  if (!parts.every(([, share]) => share >= 0) || !(Math.abs(sum - 1) < 1e-9))
    throw new ArgumentError(
      `splitByHash: the shares ${JSON.stringify(shares)} have the sum ${sum}. Give shares from 0 whose sum is 1.`,
      { shares, sum },
    )
  const split = Object.fromEntries(parts.map(([part]) => [part, [] as Item[]])) as Record<Part, Item[]>
  const last = parts.findLast(([, share]) => share > 0)![0]
  for (const item of items) {
    const at =
      createHash('sha256')
        .update(`${seed}\0${key(item)}`)
        .digest()
        .readUIntBE(0, 6) /
      2 ** 48
    let end = 0
    const part = parts.find(([, share]) => at < (end += share))?.[0] ?? last
    split[part].push(item)
  }
  return split
}
