import { ArgumentError } from '@towerkit/core'
import { add } from './ops/add.ts'
import { mul } from './ops/mul.ts'
import type { Loss } from './loss.ts'
import type { Value } from './value.ts'

/** One of several terms of a loss. */
export interface LossTerm {
  /** A scalar, lower is better. */
  readonly value: Value
  /** Its factor in the sum. Default 1. */
  readonly weight?: number
}

/**
 * The terms of a loss over some columns, by name. A loss that gives one value has one term, of the loss's own name.
 *
 * @throws {ArgumentError} if there are none, or a weight is not a finite number.
 */
export function lossTerms(
  loss: Pick<Loss, 'name' | 'compute'>,
  columns: Readonly<Record<string, Value>>,
): Record<string, Required<LossTerm>> {
  const result = loss.compute(columns)
  const terms = isValue(result) ? { [loss.name]: { value: result } } : result
  if (Object.keys(terms).length === 0)
    throw new ArgumentError(`lossTerms: ${loss.name} has no terms. Return a value, or at least one term by name.`)
  return Object.fromEntries(
    Object.entries(terms).map(([name, { value, weight = 1 }]: [string, LossTerm]) => {
      if (!Number.isFinite(weight))
        throw new ArgumentError(`lossTerms: the term "${name}" has the weight ${weight}. Give a finite number.`, {
          term: name,
          weight,
        })
      return [name, { value, weight }]
    }),
  )
}

/**
 * The value of a loss over some columns: L = Σ wᵢ·Lᵢ over its terms.
 *
 * @returns a scalar.
 */
export function lossValue(loss: Pick<Loss, 'name' | 'compute'>, columns: Readonly<Record<string, Value>>): Value {
  return sumOfTerms(lossTerms(loss, columns))
}

/** Σ wᵢ·Lᵢ */
export function sumOfTerms(terms: Readonly<Record<string, Required<LossTerm>>>): Value {
  return Object.values(terms)
    .map(({ value, weight }) => (weight === 1 ? value : mul(value, weight)))
    .reduce((sum, term) => add(sum, term))
}

function isValue(result: ReturnType<Loss['compute']>): result is Value {
  return typeof (result as Value).dtype === 'string' && 'graph' in result
}
