import { DataError } from '@towerkit/core'

/** @throws {DataError} if positions that start after the padding id leave no room for a token. */
export function requirePlaces(rows: number, padding: number | undefined): void {
  if (padding !== undefined && rows < padding + 2) {
    throw new DataError(
      `backbone: max_position_embeddings ${rows} of config.json leaves no place after pad_token_id ${padding}. ` +
        'Give the unchanged config.json of the model.',
      { rows, padding },
    )
  }
}
