import type { TextBackbone } from '@towerkit/backbones'
import type { Tensor } from '@towerkit/graph'
import type { Segment } from './segment.ts'

/** What `packSegments` knows of the network. */
export interface PackOptions {
  /** Names of the tensors to make: those of `tokenInputs`. */
  readonly inputs: readonly string[]
  readonly padId: number
  readonly positionPadding: TextBackbone['positionPadding']
}

/**
 * The tensors of `tokenInputs` for tuples of segments, those of a tuple one behind the other in a row, padding after
 * them.
 *
 * @param tuples At least one, each with a token.
 */
export function packSegments(
  tuples: readonly (readonly Segment[])[],
  { inputs, padId, positionPadding }: PackOptions,
): Record<string, Tensor> {
  const batch = tuples.length
  const sequence = Math.max(...tuples.map(tokensOf))
  const tensor = (fill = 0n) => new BigInt64Array(batch * sequence).fill(fill)
  const ids = tensor(BigInt(padId))
  const segmentIds = tensor()
  const types = tensor()
  const places = tensor(BigInt(positionPadding ?? 0))
  for (const [row, segments] of tuples.entries()) {
    let at = row * sequence
    for (const [index, segment] of segments.entries()) {
      let place = segment.start
      for (const id of segment.ids) {
        ids[at] = BigInt(id)
        segmentIds[at] = BigInt(index + 1)
        types[at] = BigInt(segment.type)
        // RoBERTa's kind counts from behind the place of padding, and over what is no padding token.
        if (positionPadding === undefined) places[at] = BigInt(place++)
        else if (id !== positionPadding) places[at] = BigInt(positionPadding + 1 + place++)
        at++
      }
    }
  }
  const made: Readonly<Record<string, BigInt64Array>> = {
    input_ids: ids,
    segment_ids: segmentIds,
    token_type_ids: types,
    position_ids: places,
  }
  return Object.fromEntries(inputs.map(name => [name, { dtype: 'int64', shape: [batch, sequence], data: made[name]! }]))
}

/** Tokens of all segments of a tuple. */
export function tokensOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { ids }) => sum + ids.length, 0)
}
