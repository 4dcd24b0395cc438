import { ArgumentError, requireKnownOptions } from '@towerkit/core'

/** Token ids of equally long rows, as int64 tensors `[batch, sequence]` in row-major order. */
export interface PaddedBatch {
  readonly inputIds: BigInt64Array
  /** 1 for a token, 0 for padding. */
  readonly attentionMask: BigInt64Array
  readonly batch: number
  readonly sequence: number
}

export interface PadOptions {
  /** Id of the padding token. */
  readonly padId: number
  /** `sequence` becomes a multiple of this. Default 1. */
  readonly multipleOf?: number
  /** Where padding goes. Default 'right'. */
  readonly side?: 'left' | 'right'
}

/**
 * Fills rows of token ids up to the longest.
 *
 * @param rows At least one row; the longest is not empty.
 * @throws ArgumentError if there are no tokens, or `multipleOf` is not a whole number above 0.
 *
 * @example
 * const { inputIds, attentionMask, batch, sequence } = pad(tokenizer.encodeBatch(texts).ids, {
 *   padId: tokenizer.padId,
 * })
 */
export function pad(rows: readonly Int32Array[], options: PadOptions): PaddedBatch {
  const {
    padId,
    multipleOf = 1,
    side = 'right',
  } = requireKnownOptions('pad', options, { padId: true, multipleOf: true, side: true })
  if (!(Number.isInteger(multipleOf) && multipleOf > 0)) {
    throw new ArgumentError(`pad: multipleOf is ${multipleOf}. Give a whole number above 0.`, { multipleOf })
  }
  if (!Number.isInteger(padId)) throw new ArgumentError(`pad: padId is ${padId}. Give a whole number.`, { padId })
  let longest = 0
  for (const row of rows) longest = Math.max(longest, row.length)
  if (longest === 0)
    throw new ArgumentError(`pad: ${rows.length} rows without a token. Give at least one token.`, { rows: rows.length })
  const sequence = Math.ceil(longest / multipleOf) * multipleOf
  const inputIds = new BigInt64Array(rows.length * sequence).fill(BigInt(padId))
  const attentionMask = new BigInt64Array(rows.length * sequence)
  for (const [index, row] of rows.entries()) {
    const start = index * sequence + (side === 'left' ? sequence - row.length : 0)
    for (let place = 0; place < row.length; place++) inputIds[start + place] = BigInt(row[place]!)
    attentionMask.fill(1n, start, start + row.length)
  }
  return { inputIds, attentionMask, batch: rows.length, sequence }
}
