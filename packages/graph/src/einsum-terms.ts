import { ArgumentError, ShapeError } from '@towerkit/core'
import type { Dimension } from './dimension.ts'
import type { Value } from './value.ts'

/**
 * The letters of the axes of each tensor of an einsum, and of its result; axes of `...` are called 0, 1, ...
 *
 * @throws {ArgumentError} if the equation does not fit the tensors.
 * @throws {ShapeError} if a letter means different lengths.
 */
export function einsumTerms(equation: string, values: readonly Value[]): { terms: string[][]; result: string[] } {
  const [left, right] = equation.replaceAll(' ', '').split('->') as [string, string?]
  const parts = left.split(',')
  if (parts.length !== values.length || !/^[A-Za-z.,]*$/.test(left + (right ?? '')))
    throw new ArgumentError(
      `einsum: "${equation}" for ${values.length} tensors. Give letters for each tensor, separated by commas.`,
      { equation },
    )
  const terms = parts.map((part, i) => lettersOf(equation, part, values[i]!.shape.length))
  const all = terms.flat()
  const dots = [...new Set(all.filter(letter => /\d/.test(letter)))].sort((a, b) => Number(a) - Number(b))
  const once = [...new Set(all.filter(letter => !/\d/.test(letter)))]
    .filter(letter => all.indexOf(letter) === all.lastIndexOf(letter))
    .sort()
  const result =
    right === undefined
      ? [...dots, ...once]
      : right.includes('...')
        ? [...right.split('...')[0]!, ...dots, ...right.split('...')[1]!]
        : [...right]
  if (new Set(result).size < result.length || result.some(letter => !all.includes(letter)))
    throw new ArgumentError(
      `einsum: the result of "${equation}" has a letter twice, or one that no tensor has. Correct the equation.`,
      { equation },
    )
  const lengths = new Map<string, Dimension>()
  for (const [i, { shape }] of values.entries()) {
    for (const [axis, length] of shape.entries()) {
      const letter = terms[i]![axis]!
      if ((lengths.get(letter) ?? length) !== length)
        throw new ShapeError(
          `einsum: ${letter} of "${equation}" means ${lengths.get(letter)} and ${length}. Make both equal.`,
          { equation, letter },
        )
      lengths.set(letter, length)
    }
  }
  return { terms, result }
}

function lettersOf(equation: string, part: string, rank: number): string[] {
  const [before, after] = part.split('...') as [string, string?]
  const dots = after === undefined ? 0 : rank - before.length - after.length
  // Counted from the last, so that fewer axes stand for the last ones.
  const letters = [
    ...before,
    ...Array.from({ length: Math.max(0, dots) }, (_, i) => String(9 - dots + 1 + i)),
    ...(after ?? ''),
  ]
  if (letters.length !== rank || letters.includes('.') || new Set(letters).size < rank)
    throw new ArgumentError(
      `einsum: "${part}" of "${equation}" for a tensor of rank ${rank}. Give one letter for each axis, none of ` +
        'them twice.',
      { equation, rank },
    )
  return letters
}
