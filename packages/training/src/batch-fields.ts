import { DataError } from '@towerkit/core'
import type { Example } from './example.ts'
import type { EncodedField, NumberField, TaskColumns } from './task-columns.ts'

type Field = EncodedField | NumberField

/**
 * The fields that a batch has: all that the loss needs, and the optional ones that its examples hold. An optional list
 * that an example lacks counts as empty, and optional lists that are empty in the whole batch are left out of it.
 *
 * @throws {DataError} at the first example that lacks a field or holds something else in it, with column, kind and
 *   value.
 */
export function batchFields({ encoded, numbers }: TaskColumns, batch: readonly Example[]): TaskColumns {
  return { encoded: encoded.filter(field => isIn(batch, field)), numbers: numbers.filter(field => isIn(batch, field)) }
}

/** The values of a field over a batch, one for each example; lists that an example lacks are empty. */
export function valuesOf(field: Field, batch: readonly Example[]): unknown[] {
  return batch.map(example => valueOf(field, example) ?? [])
}

function valueOf({ fields }: Field, example: Example): unknown {
  if (fields.length === 1) return example[fields[0]!]
  if (fields.some(name => isMissing(example[name]))) return undefined
  return Object.fromEntries(fields.map(name => [name, example[name]]))
}

function isIn(batch: readonly Example[], field: Field): boolean {
  const has = batch.map(example => !isMissing(valueOf(field, example)))
  const lacking = has.indexOf(false)
  const isAllowed = field.isOptional && (field.isList || !has.includes(true))
  if (lacking >= 0 && !isAllowed) throw missing(field, { example: lacking, has: has.filter(Boolean).length, batch })
  batch.forEach((example, i) => {
    if (has[i]) requireKind(field, valueOf(field, example), i)
  })
  if (!field.isList) return has.includes(true)
  const isEmpty = batch.every((example, i) => !has[i] || (valueOf(field, example) as readonly unknown[]).length === 0)
  if (isEmpty && !field.isOptional)
    throw new DataError(
      `train: all ${batch.length} lists in the column "${field.name}" of a batch are empty, and the loss needs it. ` +
        'Leave out examples without any.',
      { column: field.name },
    )
  return !isEmpty
}

function requireKind(field: Field, value: unknown, example: number): void {
  const items = field.isList ? value : [value]
  if (!Array.isArray(items)) throw wrong(field, value, example)
  for (const item of items) if (!isOfKind(field, item)) throw wrong(field, item, example)
}

function isOfKind(field: Field, item: unknown): boolean {
  if ('tower' in field) return !isMissing(item) && (field.tower.item?.matches(item) ?? true)
  if (field.holds === 'number') return Number.isFinite(item)
  if (!(Array.isArray(item) || (ArrayBuffer.isView(item) && !(item instanceof DataView)))) return false
  const numbers = item as ArrayLike<unknown>
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return false
  return numbers.length > 0
}

function missing(
  { name, fields, isOptional }: Field,
  { example, has, batch }: { readonly example: number; readonly has: number; readonly batch: readonly Example[] },
): DataError {
  const fact = isOptional
    ? `${has} of the ${batch.length} examples of a batch have the optional column "${name}", example ${example} has not`
    : `the loss needs the column "${name}"${fields.length > 1 ? ` (${fields.join(', ')})` : ''}; example ${example} ` +
      'of a batch has only ' +
      `${Object.keys(batch[example]!).join(', ') || 'nothing'}`
  return new DataError(
    `train: ${fact}. ` +
      (isOptional
        ? 'Give it to all of them or to none.'
        : 'Rename the fields of the examples, or choose another loss.'),
    { column: name, missing: fields, example },
  )
}

function wrong(field: Field, value: unknown, example: number): DataError {
  const kind = kindOf(field)
  return new DataError(
    `train: the column "${field.name}" holds ${kind}; example ${example} of a batch has ${shown(value)}. Give ${kind}.`,
    { column: field.name, kind, value, example },
  )
}

function kindOf(field: Field): string {
  if ('tower' in field) {
    const is = field.tower.item?.is ?? `an item of the tower "${field.tower.name}"`
    return field.isList ? `a list, each of it ${is}` : is
  }
  const is = { number: 'a finite number', numbers: 'finite numbers', vector: 'a vector of finite numbers' }[field.holds]
  return field.isList ? `a list, each of it ${is}` : is
}

function shown(value: unknown): string {
  const text =
    typeof value === 'bigint'
      ? `${value}n`
      : typeof value === 'number' || value === undefined
        ? String(value)
        : (JSON.stringify(value) ?? String(value))
  const type = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`
  return `${text.length > 60 ? `${text.slice(0, 60)}…` : text} (${type})`
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null
}
