import { ArgumentError, vectors, type Vectors } from '@towerkit/core'
import type { ClassQuery } from '../region-encoder-contract.ts'

/** Classes as rows that are scored, and which rows belong to which class. */
export interface ClassRows {
  readonly names: readonly string[]
  readonly vectors: Vectors
  /** First row of each class; a class ends where the next one starts. */
  readonly starts: readonly number[]
}

/**
 * The vectors of classes, each a name or several.
 *
 * @throws {ArgumentError} if there is none, two have one name, or one has no text.
 */
export async function classRows(
  classes: readonly ClassQuery[],
  encode: (texts: readonly string[]) => Promise<Vectors>,
): Promise<ClassRows> {
  if (!Array.isArray(classes) || classes.length === 0)
    throw new ArgumentError('detect: no classes are given. Name at least one.', { classes })
  const queries = classes.map(
    (each): Exclude<ClassQuery, string> => (typeof each === 'string' ? { name: each, texts: [each] } : each),
  )
  const names = queries.map(({ name }) => name)
  const known = new Set<string>()
  for (const { name, texts } of queries) {
    if (known.has(name))
      throw new ArgumentError(`detect: the class "${name}" is given twice. Give each a name of its own.`, { name })
    if (texts.length === 0) throw new ArgumentError(`detect: the class "${name}" has no texts. Give one.`, { name })
    known.add(name)
  }
  const encoded = await encode(queries.flatMap(({ texts }) => texts))
  const rows: Float32Array[] = []
  const starts: number[] = []
  let at = 0
  for (const query of queries) {
    starts.push(rows.length)
    const own = query.texts.map((_, i) =>
      encoded.data.subarray((at + i) * encoded.dimensions, (at + i + 1) * encoded.dimensions),
    )
    at += own.length
    rows.push(...(query.combine === 'mean' ? [meanOf(own)] : own))
  }
  return { names, vectors: vectors(rows, encoded.dimensions), starts: [...starts, rows.length] }
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(rows[0]!.length)
  for (const row of rows) row.forEach((value, d) => (mean[d] = mean[d]! + value / rows.length))
  return mean
}
