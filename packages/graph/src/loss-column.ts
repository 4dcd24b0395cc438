import { ArgumentError } from '@towerkit/core'
import type { Loss } from './loss.ts'

/**
 * What a column holds for each example:
 * - `embedding`: an item for a tower; the loss gets the tower's output;
 * - `vector`: an embedding that is ready, such as a teacher's, of one length in all examples;
 * - `number`: a finite number;
 * - `numbers`: finite numbers, as many in all examples, such as a teacher's scores.
 */
export type ColumnKind = 'embedding' | 'vector' | 'number' | 'numbers'

/** Which side of a search an item stands on: it decides the prompt, and the tower of a model that has two. */
export type Side = 'query' | 'document'

/** A column of a loss with all that can be said about it. */
export interface ColumnDescription {
  /**
   * In brackets: a list of any length for each example, such as several negatives. The results for the items of all
   * lists arrive joined, as [count, dimensions]; numbers as [batch, longest] with NaN behind shorter lists, vectors as
   * [batch, longest, width].
   */
  readonly holds: ColumnKind | readonly [ColumnKind]
  /** Whether `compute` also works without it. Default false. */
  readonly optional?: boolean
  /** The field of an example that is read. Default: the column's own name. */
  readonly of?: string
  /** The output of the tower. Default 'embedding'. */
  readonly output?: string
  /** Default: 'query' for the field `query`, otherwise none. */
  readonly side?: Side
}

/** A column of a loss: its kind, a list of that kind, or a description. */
export type LossColumn = ColumnKind | readonly [ColumnKind] | ColumnDescription

/** A column with every default filled in. */
export interface ReadColumn {
  readonly name: string
  readonly holds: ColumnKind
  readonly isList: boolean
  readonly isOptional: boolean
  readonly of: string
  readonly output: string
  readonly side: Side | undefined
}

const kinds: readonly unknown[] = ['embedding', 'vector', 'number', 'numbers'] satisfies ColumnKind[]

/**
 * The columns of a loss with every default filled in.
 *
 * @throws {ArgumentError} if a column is of no known kind.
 *
 * @example
 * columnsOfLoss(infoNce()).filter(({ isOptional }) => !isOptional).map(({ name }) => name) // ['query', 'positive']
 */
export function columnsOfLoss({ name: loss, columns }: Pick<Loss, 'name' | 'columns'>): ReadColumn[] {
  if (columns === null || typeof columns !== 'object' || Array.isArray(columns))
    throw new ArgumentError(
      `columnsOfLoss: the columns of ${loss} are ${JSON.stringify(columns)}. Give each a kind by name, such as ` +
        `{ query: 'embedding', label: 'number' }.`,
      { loss },
    )
  return Object.entries(columns).map(([name, column]) => {
    const described = isDescription(column) ? column : { holds: column }
    const { holds, optional = false, of = name, output = 'embedding', side = sideOf(of) } = described
    const kind: unknown = Array.isArray(holds) ? holds[0] : holds
    if (!kinds.includes(kind))
      throw new ArgumentError(
        `columnsOfLoss: the column "${name}" of ${loss} holds ${JSON.stringify(holds)}. Give one of ` +
          `${kinds.join(', ')}, in brackets for lists.`,
        { loss, column: name },
      )
    return { name, holds: kind as ColumnKind, isList: Array.isArray(holds), isOptional: optional, of, output, side }
  })
}

/** A copy of a column that `compute` also works without. */
export function optionalColumn(column: LossColumn): ColumnDescription {
  return isDescription(column) ? { ...column, optional: true } : { holds: column, optional: true }
}

function isDescription(column: LossColumn): column is ColumnDescription {
  return typeof column === 'object' && column !== null && !Array.isArray(column)
}

function sideOf(field: string): Side | undefined {
  return field === 'query' ? 'query' : undefined
}
