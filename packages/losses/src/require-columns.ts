import { ArgumentError, ShapeError } from '@towerkit/core'
import type { Value } from '@towerkit/graph'

/**
 * The columns of `names`, all of them there.
 *
 * @throws {ArgumentError} if one is missing.
 */
export function requireColumns<Name extends string>(
  loss: string,
  columns: Readonly<Record<string, Value>>,
  names: readonly Name[],
): Readonly<Record<Name, Value>> {
  for (const name of names) {
    if (columns[name] === undefined)
      throw new ArgumentError(
        `${loss}: there is no column "${name}" among ${Object.keys(columns).join(', ') || 'none'}. Give ` +
          `${names.join(', ')}.`,
        { column: name },
      )
  }
  return columns as Readonly<Record<Name, Value>>
}

/**
 * The embeddings of `names`, one row for each example in all of them.
 *
 * @throws {ArgumentError} if one is missing.
 * @throws {ShapeError} if they are not all [batch, dimensions].
 */
export function requireEmbeddings<Name extends string>(
  loss: string,
  columns: Readonly<Record<string, Value>>,
  names: readonly Name[],
): Readonly<Record<Name, Value>> {
  const embeddings = requireColumns(loss, columns, names)
  const first = embeddings[names[0]!]
  for (const name of names) {
    const { shape, dtype } = embeddings[name]
    if (shape.length !== 2 || dtype !== first.dtype || shape.join() !== first.shape.join()) {
      throw new ShapeError(
        `${loss}: "${name}" is ${dtype} [${shape}], "${names[0]}" ${first.dtype} [${first.shape}]. Give floats ` +
          '[batch, dimensions] of one shape.',
        { column: name, shape, expected: first.shape },
      )
    }
  }
  return embeddings
}
