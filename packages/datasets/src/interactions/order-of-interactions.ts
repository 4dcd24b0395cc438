import { createHash } from 'node:crypto'
import { ArgumentError, DataError } from '@towerkit/core'
import type { Interaction } from './interaction.ts'

/**
 * The order of interactions: by time; equal times by a hash of seed, user, item and time. Neither the order of the file
 * nor that of the items then says anything of what comes next.
 *
 * @returns a comparison for `sort`. Interactions that it calls equal are the same in all that they say.
 */
export function orderOfInteractions(seed: number): (a: Interaction, b: Interaction) => number {
  const hashes = new WeakMap<Interaction, number>()
  const hashOf = (interaction: Interaction) => {
    const known = hashes.get(interaction)
    if (known !== undefined) return known
    const { user, item, time } = interaction
    const digest = createHash('sha256')
      .update(JSON.stringify([seed, user, item, time]))
      .digest()
    const hash = digest.readUIntBE(0, 6)
    hashes.set(interaction, hash)
    return hash
  }
  return (a, b) =>
    a.time - b.time || hashOf(a) - hashOf(b) || byText(JSON.stringify(parts(a)), JSON.stringify(parts(b)))
}

/** @throws {DataError} if a time is not a finite number from 0; {ArgumentError} if the seed is no whole number. */
export function requireTimes(caller: string, interactions: readonly Interaction[], seed: number): void {
  if (!Number.isSafeInteger(seed))
    throw new ArgumentError(`${caller}: the seed is ${seed}. Give a whole number.`, { seed })
  for (const { user, item, time } of interactions)
    if (!(time >= 0 && Number.isFinite(time)))
      throw new DataError(
        `${caller}: the time of the user "${user}" and the item "${item}" is ${time}. Give a finite number from 0.`,
        { user, item, time },
      )
}

/** By code units, the same everywhere. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function parts({ user, item, type = '', value = 0 }: Interaction) {
  return [user, item, type, value]
}
