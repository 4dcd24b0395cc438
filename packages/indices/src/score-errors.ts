import { roundingError, type CodeArena } from './code-arena.ts'
import { lengthOf, singlePrecisionError } from './inner-product.ts'
import type { RowStore } from './row-store.ts'

/** How far given scores of a query can be from its inner products. */
export interface ScoreErrors {
  of(row: number): number
  /** No row's is larger. Infinity where sums may leave single precision: a score may be infinite or NaN then. */
  readonly largest: number
}

/** Errors of scores by codes, which can also be bounded from only the scale of a row. */
export interface CodeErrors extends ScoreErrors {
  /** No row's error is larger than this times its scale, and `least`. Infinity as for `largest`. */
  readonly ofScale: number
  readonly least: number
}

/** Half of the largest single-precision number. */
const largestSafe = 2 ** 127

/** Of inner products summed in single precision. */
export function sumErrors(store: RowStore, query: Float32Array): ScoreErrors {
  const { relative, absolute } = singlePrecisionError(store.dimensions)
  const length = lengthOf(query, 0, store.dimensions)
  const bound = (rowLength: number) => relative * length * rowLength + absolute
  return {
    of: row => bound(store.length(row)),
    largest: length * store.longest < largestSafe ? bound(store.longest) : Infinity,
  }
}

/**
 * Of inner products of codes of 8 bits. With x = x̂ + r for a row and q = q̂ + p for the query, both parts whole
 * numbers and what is left of them,
 * |q·x − q̂·x̂| = |q·r + p·x̂| ≤ ‖q‖‖r‖ + ‖p‖(‖x‖ + ‖r‖), by Cauchy and Schwarz. The sum of q̂·x̂ is exact, in whole
 * numbers; three roundings to single precision follow. The last term is for scales and scores that vanish there.
 */
export function codeErrors(store: RowStore, codes: CodeArena, query: Float32Array): CodeErrors {
  const { dimensions } = store
  const length = lengthOf(query, 0, dimensions)
  const left = codes.queryError(query)
  const share = left + 2 ** -22 * (length + left)
  const vanishing = (1 + length) * dimensions * 2 ** -141
  const bound = (scale: number, rowLength: number) => {
    const rowLeft = roundingError * Math.sqrt(dimensions) * scale
    return length * rowLeft + share * (rowLength + rowLeft) + vanishing
  }
  const isSafe = length * store.longest < largestSafe
  // No number of a row is larger than 127 scales.
  const ofUnit = bound(1, 127.6 * Math.sqrt(dimensions)) - vanishing
  return {
    of: row => bound(codes.scale(row), store.length(row)),
    largest: isSafe ? bound(codes.largestScale, store.longest) : Infinity,
    ofScale: isSafe ? ofUnit : Infinity,
    least: 2 * vanishing,
  }
}
