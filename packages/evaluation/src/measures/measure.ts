import type { TieOrder } from '../ranked-documents.ts'
import type { MeasureParameters } from './measure-parameters.ts'
import type { SubtopicRanking } from './subtopic-ranking.ts'
import type { TiedGroup } from './tied-groups.ts'

/** A judged document of a query, retrieved or not. */
export interface JudgedDocument {
  readonly relevance: number
  /** Rank, from 1; `Infinity` if it was not retrieved. */
  readonly rank: number
  /** As the run has it; `undefined` if it was not retrieved. */
  readonly score: number | undefined
}

/** One query's ranking, as measures see it. */
export interface JudgedRanking {
  /** Relevance of the retrieved documents, best score first; `-Infinity` where a document is not judged. */
  readonly ranked: readonly number[]
  /** Their scores. `evaluate` gives them; expected values over equal scores need them. */
  readonly scores?: readonly number[]
  /** Relevance of all judged documents of the query, retrieved or not, highest first. */
  readonly judged: readonly number[]
  /** All judged documents, in the order of the judgements. `evaluate` gives them; Compat needs them. */
  readonly documents?: readonly JudgedDocument[]
  /**
   * Relevance to each subtopic of the query. `evaluate` gives it if it has subtopics; measures of diversity need it.
   */
  readonly subtopics?: SubtopicRanking
}

/**
 * A family of measures, such as nDCG at every cutoff. Adding one is a file with an object of this type.
 *
 * `compute` gives the value of one query; the mean over queries is `evaluate`'s work.
 */
export interface MeasureDefinition {
  /** As it is written before the parentheses and the `@`. Letters, digits and underscores. */
  readonly name: string
  /** Its other names in ir_measures, with the parameters each implies. */
  readonly aliases?: Readonly<Record<string, MeasureParameters>>
  readonly title: string
  /** In TeX-like plain text; `k` is the cutoff, `rel_i` the relevance at rank `i`. */
  readonly formula: string
  /** Where its definition was published. */
  readonly source: string
  /** Its parameters with their defaults; `'required'` if there is none. A cutoff of `Infinity` is none. */
  readonly parameters: { readonly [name in keyof MeasureParameters]?: Required<MeasureParameters>[name] | 'required' }
  /** Which parameter stands behind the `@`. Default 'cutoff'. */
  readonly at?: 'cutoff' | 'recall'
  /** The order of equal scores, as the implementation that it equals has it. Default: trec_eval's. */
  readonly ties?: TieOrder | ((parameters: Required<MeasureParameters>) => TieOrder)
  /** Whether it needs relevance to subtopics. Default false. */
  readonly needsSubtopics?: boolean
  /** Counts are added up over queries. Default 'mean'. */
  readonly aggregate?: 'mean' | 'sum'
  /** Value of a query that the run misses. Default 0; NaN leaves it out of the mean. */
  readonly missing?: number
  /** @param parameters With defaults filled in: no cutoff is `Infinity`. */
  compute(ranking: JudgedRanking, parameters: Required<MeasureParameters>): number
  /** Mean of `compute` over all orders of equal scores, each as likely. Absent: `evaluate` refuses to ask for it. */
  expected?(groups: readonly TiedGroup[], ranking: JudgedRanking, parameters: Required<MeasureParameters>): number
}

/** A measure with its parameters, ready to compute. */
export interface Measure<Name extends string = string>
  extends Pick<MeasureDefinition, 'needsSubtopics' | 'aggregate' | 'missing'> {
  /** The form that `parseMeasure` reads, such as 'P(rel=2)@5'. */
  readonly name: Name
  readonly parameters: MeasureParameters
  readonly source: string
  /** The order of equal scores. Default: trec_eval's. */
  readonly ties?: TieOrder
  /** @returns the value of one query; NaN if it has none, which leaves it out of the mean. */
  compute(ranking: JudgedRanking): number
  /** Mean of `compute` over all orders of equal scores, each as likely; absent if it is not known. */
  expected?(ranking: JudgedRanking): number
}
