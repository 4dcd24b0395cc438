/** One query's ranking, as measures see it. */
export interface JudgedRanking {
  /** Relevance of the retrieved documents, best score first; `-Infinity` where a document is not judged. */
  readonly ranked: readonly number[]
  /** Relevance of all judged documents of the query, retrieved or not, highest first. */
  readonly judged: readonly number[]
}

/** What a measure may be told. */
export interface MeasureParameters {
  /** Only the first `cutoff` documents count. A whole number of at least 1. */
  readonly cutoff?: number
  /** Least relevance that counts as relevant. Above 0, default 1. */
  readonly rel?: number
}

/**
 * A family of measures, such as nDCG at every cutoff. Adding one is a file with an object of this type.
 *
 * `compute` gives the value of one query; the mean over queries is `evaluate`'s work.
 */
export interface MeasureDefinition {
  /** As it is written before the parentheses and the `@`. Letters and digits. */
  readonly name: string
  readonly title: string
  /** In TeX-like plain text; `k` is the cutoff, `rel_i` the relevance at rank `i`. */
  readonly formula: string
  /** Where it is defined. */
  readonly source: string
  readonly cutoff: 'required' | 'optional'
  /** Whether `rel` decides what counts as relevant. */
  readonly takesRel: boolean
  /** @param parameters With defaults filled in: no cutoff is `Infinity`. */
  compute(ranking: JudgedRanking, parameters: Required<MeasureParameters>): number
}

/** A measure with its parameters, ready to compute. */
export interface Measure<Name extends string = string> {
  /** The form that `parseMeasure` reads, such as 'P(rel=2)@5'. */
  readonly name: Name
  readonly parameters: MeasureParameters
  readonly source: string
  /** @returns the value of one query. */
  compute(ranking: JudgedRanking): number
}
