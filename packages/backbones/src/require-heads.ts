import { DataError } from '@towerkit/core'

/** @throws {DataError} unless the width divides into the heads. */
export function requireHeads(width: number, heads: number): void {
  if (width % heads !== 0)
    throw new DataError(
      `backbone: ${width} of config.json does not divide into its ${heads} heads. Give the unchanged config.json ` +
        'of the model.',
      { width, heads },
    )
}
