import { DataError } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import { valuesOf } from './batch-fields.ts'
import type { Example } from './example.ts'
import type { NumberField, TaskColumns } from './task-columns.ts'

/**
 * A field of numbers over a batch: [batch] of numbers, [batch, width] of vectors, [batch, longest] of lists of numbers
 * with NaN behind shorter ones, [batch, longest, width] of lists of vectors.
 *
 * @throws {DataError} if vectors differ in length.
 */
export function numberTensor(field: NumberField, batch: readonly Example[]): Tensor {
  const values = valuesOf(field, batch)
  if (field.holds === 'number')
    return field.isList
      ? padded(values as readonly (readonly number[])[])
      : { dtype: 'float32', shape: [batch.length], data: Float32Array.from(values as number[]) }
  const lists = (field.isList ? values : values.map(value => [value])) as readonly (readonly ArrayLike<number>[])[]
  const width = lists.flat()[0]!.length
  const other = lists.flat().find(({ length }) => length !== width)
  if (other)
    throw new DataError(
      `train: the column "${field.name}" holds vectors of ${width} and of ${other.length} numbers in one batch. Give ` +
        'all one length.',
      { column: field.name, length: other.length, expected: width },
    )
  const longest = Math.max(...lists.map(({ length }) => length))
  const data = new Float32Array(lists.length * longest * width).fill(Number.NaN)
  lists.forEach((list, i) => list.forEach((vector, j) => data.set(vector, (i * longest + j) * width)))
  return { dtype: 'float32', shape: field.isList ? [lists.length, longest, width] : [lists.length, width], data }
}

/**
 * Numbers of lists belong to the items of the other lists of their example, one each.
 *
 * @throws {DataError} if they are more or fewer.
 */
export function requireEqualLists({ encoded, numbers }: TaskColumns, batch: readonly Example[]): void {
  const lists = [...encoded, ...numbers].filter(({ isList }) => isList)
  if (!numbers.some(({ isList }) => isList)) return
  const lengths = lists.map(field => ({
    name: field.name,
    lengths: valuesOf(field, batch).map(list => (list as readonly unknown[]).length),
  }))
  const [first, ...others] = lengths
  for (const other of others) {
    const example = other.lengths.findIndex((length, i) => length !== first!.lengths[i])
    if (example >= 0)
      throw new DataError(
        `train: an example has ${first!.lengths[example]} in the list "${first!.name}" and ` +
          `${other.lengths[example]} in "${other.name}". Give one for each.`,
        { column: other.name, length: other.lengths[example], expected: first!.lengths[example] },
      )
  }
}

function padded(lists: readonly (readonly number[])[]): Tensor {
  const longest = Math.max(1, ...lists.map(({ length }) => length))
  const data = new Float32Array(lists.length * longest).fill(Number.NaN)
  lists.forEach((list, i) => data.set(list, i * longest))
  return { dtype: 'float32', shape: [lists.length, longest], data }
}
