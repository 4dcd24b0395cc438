import { productOf, type Dimension } from '../dimension.ts'
import { einsumTerms } from '../einsum-terms.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { matmul } from './matmul.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape } from './reshape.ts'
import { transpose } from './transpose.ts'

/**
 * Einstein summation: products of tensors summed over the letters that the result does not have, e.g. `bqd,bkd->bqk`.
 *
 * @param equation One letter for each axis; `...` for axes in front. Without `->`, the result has the letters that
 *   occur once, in alphabetical order. No letter twice in one tensor.
 * @throws {ArgumentError} if the equation does not fit the tensors.
 * @throws {ShapeError} if a letter means different lengths.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.einsum.html
 */
export function einsum(equation: string, values: readonly [Value, ...Value[]]): Value {
  const { terms, result } = einsumTerms(equation, values)
  const operands = values.map((value, i): Lettered => ({ value, letters: terms[i]! }))
  const last = operands.slice(1).reduce((left, right, i) => {
    const later = new Set([...result, ...operands.slice(i + 2).flatMap(({ letters }) => letters)])
    return contract(left, right, later)
  }, operands[0]!)
  const summed = without(last, letter => !result.includes(letter))
  return transpose(
    summed.value,
    result.map(letter => summed.letters.indexOf(letter)),
  )
}

export const einsumOp: Op<string, 'Output', { equation: string }> = {
  type: 'Einsum',
  since: 12,
  inputs: 'variadic',
  outputs: ['Output'],
  attributes: { equation: 'string' },
  infer: ({ inputs, attributes: { equation } }) => {
    const values = Object.values(inputs)
    const { terms, result } = einsumTerms(equation, values)
    const lengths = new Map(
      values.flatMap(({ shape }, i) => shape.map((length, axis) => [terms[i]![axis]!, length] as const)),
    )
    return { Output: { dtype: values[0]!.dtype, shape: result.map(letter => lengths.get(letter)!) } }
  },
  gradient: 'reference',
  reference: (inputs, { equation }) => ({ Output: einsum(equation, Object.values(inputs) as [Value, ...Value[]]) }),
  samples: [
    { shapes: { 0: [3, 4, 5], 1: [3, 6, 5] }, attributes: { equation: 'bqd,bkd->bqk' } },
    { shapes: { 0: [3, 4, 2, 5], 1: [3, 6, 2, 5] }, attributes: { equation: 'b q h d, b k h d -> b h q k' } },
    { shapes: { 0: [3, 2, 4], 1: [4, 5] }, attributes: { equation: '...i,ij->...j' } },
    { shapes: { 0: [3, 4], 1: [4, 2], 2: [2, 5] }, attributes: { equation: 'ij,jk,kl' } },
    { shapes: { 0: [3, 4], 1: [5] }, attributes: { equation: 'ab,c->cb' } },
    { shapes: { 0: [3, 4, 2] }, attributes: { equation: 'abc->ca' } },
  ],
  doc: {
    summary: 'Einstein summation.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__Einsum.html',
  },
}

/** A tensor whose axes have letters; those of `...` are called 0, 1, ... */
interface Lettered {
  readonly value: Value
  readonly letters: readonly string[]
}

/** Sums over the axes whose letters are no longer needed. */
function without({ value, letters }: Lettered, unwanted: (letter: string) => boolean): Lettered {
  const axes = letters.flatMap((letter, axis) => (unwanted(letter) ? [axis] : []))
  return axes.length === 0
    ? { value, letters }
    : { value: reduceSum(value, axes), letters: letters.filter(letter => !unwanted(letter)) }
}

/** One matrix product: letters of both that are kept are its batch, those that are not are summed. */
function contract(a: Lettered, b: Lettered, later: ReadonlySet<string>): Lettered {
  const left = without(a, letter => !later.has(letter) && !b.letters.includes(letter))
  const right = without(b, letter => !later.has(letter) && !a.letters.includes(letter))
  const both = left.letters.filter(letter => right.letters.includes(letter))
  const batch = both.filter(letter => later.has(letter))
  const summed = both.filter(letter => !later.has(letter))
  const rows = left.letters.filter(letter => !both.includes(letter))
  const columns = right.letters.filter(letter => !both.includes(letter))
  const lengthOf = (letter: string): Dimension =>
    left.letters.includes(letter)
      ? left.value.shape[left.letters.indexOf(letter)]!
      : right.value.shape[right.letters.indexOf(letter)]!
  const size = (letters: readonly string[]) => productOf(letters.map(lengthOf))
  const ordered = ({ value, letters }: Lettered, order: readonly string[]) =>
    transpose(
      value,
      order.map(letter => letters.indexOf(letter)),
    )
  const letters = [...batch, ...rows, ...columns]
  const lengths = letters.map(lengthOf)
  if (summed.length === 0 && rows.length === 0 && columns.length === 0)
    return { value: mul(ordered(left, batch), ordered(right, batch)), letters }
  const product = matmul(
    reshape(ordered(left, [...batch, ...rows, ...summed]), [...batch.map(lengthOf), size(rows), size(summed)]),
    reshape(ordered(right, [...batch, ...summed, ...columns]), [...batch.map(lengthOf), size(summed), size(columns)]),
  )
  return { value: reshape(product, lengths), letters }
}
