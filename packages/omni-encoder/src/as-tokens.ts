import { DataError } from '@towerkit/core'
import { isStatic, reshape, transpose, type Value } from '@towerkit/graph'

/**
 * A feature map, tokens or one vector as tokens: [units, tokens, width].
 *
 * @throws {DataError} if their number or width is not known.
 */
export function asTokens(states: Value, kind: string): Value {
  const { shape } = states
  const [units] = shape
  const inner = shape.slice(1)
  if (!isStatic(inner) || inner.length < 1 || inner.length > 3)
    throw new DataError(
      `omniEncoder: the model of ${kind} gives [${shape}]. Give one whose output is [batch, channels, rows, ` +
        'columns], [batch, tokens, width] or [batch, width] for inputs of one size.',
      { shape },
    )
  if (inner.length === 3) return transpose(reshape(states, [units!, inner[0]!, inner[1]! * inner[2]!]), [0, 2, 1])
  return inner.length === 2 ? states : reshape(states, [units!, 1, inner[0]!])
}
