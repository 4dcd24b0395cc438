import { ArgumentError } from '@towerkit/core'
import { columnsOfLoss, type ItemContext, type Loss, type ReadColumn, type Tower } from '@towerkit/graph'
import type { Trainable } from './trainable.ts'

/** The outputs of one tower for the items of a batch. */
export interface EncodedField {
  /** The field of an example, or for a tower of several fields the name that the loss uses. */
  readonly name: string
  /** The fields of an example that make up an item. */
  readonly fields: readonly string[]
  readonly tower: Tower
  /** Whether each example holds a list of items. */
  readonly isList: boolean
  readonly isOptional: boolean
  readonly context: ItemContext
  /** Outputs of the tower, with the column of the loss that each is. */
  readonly outputs: readonly { readonly column: string; readonly output: string }[]
}

/** A column of numbers or vectors that the data holds ready. */
export interface NumberField {
  readonly name: string
  readonly fields: readonly [string]
  readonly holds: 'vector' | 'number' | 'numbers'
  readonly isList: boolean
  readonly isOptional: boolean
}

/** The fields that a task reads from its examples. */
export interface TaskColumns {
  readonly encoded: readonly EncodedField[]
  readonly numbers: readonly NumberField[]
}

/**
 * Finds the tower of each column of a loss. Columns that read one field share the tower's output for it.
 *
 * @param options.prompts Whether encoders put their prompts in front.
 * @param options.task Name of the task. Default: the run has one without a name.
 * @throws {ArgumentError} if no column has a tower, a tower has no such output, two different towers have one name, or
 *   one is called 'loss'.
 */
export function taskColumns(
  model: Trainable,
  loss: Loss,
  { prompts, task }: { readonly prompts: boolean; readonly task?: string | undefined },
): TaskColumns {
  const encoded = new Map<string, EncodedField>()
  const numbers: NumberField[] = []
  for (const column of columnsOfLoss(loss)) {
    const tower = column.holds === 'embedding' ? model.tower(column.of, column.side) : undefined
    if (!tower) {
      if (column.output === 'embedding') numbers.push(numberField(column))
      else requireOptional(loss, column, `"${column.of}" has no tower`)
      continue
    }
    if (!Object.hasOwn(tower.outputs, column.output)) {
      requireOptional(
        loss,
        column,
        `the tower "${tower.name}" has the outputs ${Object.keys(tower.outputs).join(', ')}`,
      )
      continue
    }
    const previous = encoded.get(column.of)
    const output = { column: column.name, output: column.output }
    if (previous && (previous.isList !== column.isList || previous.tower !== tower))
      throw new ArgumentError(
        `train: the loss ${loss.name} reads "${column.of}" both as an item and as a list, or with two towers. Read ` +
          'it in one way.',
        { loss: loss.name, column: column.of },
      )
    encoded.set(column.of, {
      name: column.of,
      fields: tower.columns ?? [column.of],
      tower,
      isList: column.isList,
      isOptional: (previous?.isOptional ?? true) && column.isOptional,
      context: { side: column.side, prompts, ...(task !== undefined && { task }) },
      outputs: [...(previous?.outputs ?? []), output],
    })
  }
  if (encoded.size === 0)
    throw new ArgumentError(
      `train: none of the columns ${Object.keys(loss.columns).join(', ')} has a tower, so that there is nothing to ` +
        'train.',
      { columns: Object.keys(loss.columns) },
    )
  requireNames([...encoded.values()].map(({ tower }) => tower))
  return { encoded: [...encoded.values()], numbers }
}

/** The different towers of some tasks. */
export function towersOf(tasks: readonly { readonly columns: TaskColumns }[]): Tower[] {
  return [...new Set(tasks.flatMap(({ columns }) => columns.encoded.map(({ tower }) => tower)))]
}

/** @throws {ArgumentError} if two different towers have one name, or one is called 'loss'. */
export function requireNames(towers: readonly Tower[]): void {
  const towersByName = new Map<string, Tower>()
  for (const tower of towers) {
    if (tower.name === 'loss')
      throw new ArgumentError(
        'train: a tower is called "loss", where the parameters of the loss are kept. Give it another name.',
        { tower: tower.name },
      )
    if ((towersByName.get(tower.name) ?? tower) !== tower)
      throw new ArgumentError(
        `train: two towers are called "${tower.name}". Give each a name of its own, or share one.`,
        { tower: tower.name },
      )
    towersByName.set(tower.name, tower)
  }
}

function numberField({ name, of, holds, isList, isOptional }: ReadColumn): NumberField {
  return { name, fields: [of], holds: holds === 'embedding' ? 'vector' : holds, isList, isOptional }
}

function requireOptional({ name }: Loss, column: ReadColumn, fact: string): void {
  if (column.isOptional) return
  throw new ArgumentError(
    `train: the loss ${name} wants the output "${column.output}" for its column "${column.name}", but ${fact}. ` +
      'Give a model that has it.',
    { loss: name, column: column.name, output: column.output },
  )
}
