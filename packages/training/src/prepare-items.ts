import type { Example } from './example.ts'
import { batchFields, valuesOf } from './batch-fields.ts'
import { requireEqualLists } from './number-tensor.ts'
import type { EncodedField, TaskColumns } from './task-columns.ts'

/** A batch whose examples fit the loss. */
export interface CheckedBatch {
  readonly examples: readonly Example[]
  readonly fields: TaskColumns
}

/** @throws {DataError} if an example does not fit the loss. */
export function checkedBatch(columns: TaskColumns, examples: readonly Example[]): CheckedBatch {
  const fields = batchFields(columns, examples)
  requireEqualLists(fields, examples)
  return { examples, fields }
}

/** The items of a field over a batch, lists joined. */
export function itemsOf(field: EncodedField, examples: readonly Example[]): unknown[] {
  const values = valuesOf(field, examples)
  return field.isList ? (values as readonly (readonly unknown[])[]).flat(1) : values
}

/** Makes items ready for `collate`, some at once; items of towers without `prepare` are not changed. */
export async function prepareItems(
  { tower, context }: EncodedField,
  items: readonly unknown[],
  { signal, atOnce }: { readonly signal: AbortSignal; readonly atOnce: number },
): Promise<readonly unknown[]> {
  if (!tower.prepare) return items
  const ready = new Array<unknown>(items.length)
  let next = 0
  let hasFailed = false
  const work = async () => {
    while (next < items.length && !hasFailed) {
      const at = next++
      signal.throwIfAborted()
      try {
        ready[at] = await tower.prepare!(items[at], { ...context, signal })
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return ready
}
