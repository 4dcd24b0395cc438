import { ArgumentError, DataError } from '@towerkit/core'
import type { Loss, Tower } from '@towerkit/graph'

/** What can be trained: it knows which tower encodes which column of a loss. Encoders are trainable. */
export interface Trainable {
  /** The tower of a column, or undefined for a column of numbers (labels, a teacher's vectors). */
  tower(column: string): Tower<unknown> | undefined
}

/** One column of the batches of a run. */
export interface Column {
  readonly name: string
  /** Missing for a column of numbers. */
  readonly tower: Tower<unknown> | undefined
  /** True if each example holds a list of inputs. */
  readonly isList: boolean
}

/** One example: inputs, lists of inputs, and numbers, by column name. */
export type Example = Readonly<Record<string, unknown>>

/**
 * The columns that a run uses: all that the loss needs, and the optional ones that the first example has.
 *
 * @throws {DataError} if the example lacks a column that the loss needs.
 * @throws {ArgumentError} if two different towers have one name, or one is called 'loss'.
 */
export function columnsOf(model: Trainable, loss: Loss, example: Example): Column[] {
  const missing = loss.columns.filter(name => example[name] === undefined)
  if (missing.length > 0) {
    throw new DataError(
      `train: the loss ${loss.name} needs the columns ${loss.columns.join(', ')}; the first example lacks ` +
        `${missing.join(', ')}. Rename the fields of the examples, or choose another loss.`,
      { loss: loss.name, missing },
    )
  }
  const names = [...loss.columns, ...(loss.optionalColumns ?? []).filter(name => example[name] !== undefined)]
  const columns = names.map(name => ({
    name,
    tower: model.tower(name),
    isList: loss.listColumns?.includes(name) ?? false,
  }))
  const towers = new Map<string, Tower<unknown>>()
  for (const { tower } of columns) {
    if (!tower) continue
    if (tower.name === 'loss')
      throw new ArgumentError(
        'train: a tower is called "loss", where the parameters of the loss are kept. Give it another name.',
        { tower: tower.name },
      )
    if ((towers.get(tower.name) ?? tower) !== tower)
      throw new ArgumentError(
        `train: two towers are called "${tower.name}". Give each a name of its own, or share one.`,
        { tower: tower.name },
      )
    towers.set(tower.name, tower)
  }
  if (towers.size === 0)
    throw new ArgumentError(
      `train: none of the columns ${names.join(', ')} has a tower, so that there is nothing to train.`,
      { columns: names },
    )
  return columns
}

/** The different towers of some columns. */
export function towersOf(columns: readonly Column[]): Tower<unknown>[] {
  return [...new Set(columns.flatMap(({ tower }) => (tower ? [tower] : [])))]
}
