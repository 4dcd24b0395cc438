/** Parameters of measures, under ir_measures' names. */
export interface MeasureParameters {
  /** Only the first `cutoff` documents count. A whole number of at least 1. */
  readonly cutoff?: number
  /** Least relevance that counts as relevant. A finite number above 0. */
  readonly rel?: number
  /** Whether unjudged documents are removed from the ranking. */
  readonly judged_only?: boolean
  /** What a relevance of g at rank i counts: log2 `g / log2(i + 1)`, exp-log2 `(2^g - 1) / log2(i + 1)`. */
  readonly dcg?: 'log2' | 'exp-log2'
  /** Other gains for some relevances. */
  readonly gains?: Readonly<Record<number, number>>
  /** The recall at which precision is read off, from 0 to 1. */
  readonly recall?: number
  /** How likely a reader continues to the next document. Between 0 and 1. */
  readonly p?: number
  /** How much gain a reader looks for. Above 0. */
  readonly T?: number
  /** The relevance that counts as no gain. */
  readonly min_rel?: number
  /** The relevance that counts as a gain of 1. Above `min_rel`. */
  readonly max_rel?: number
  /** How much a second document on a subtopic loses, from 0 to 1. */
  readonly alpha?: number
  /** NRBP: how likely a reader continues, between 0 and 1. SetF: the weight of recall, at least 0. */
  readonly beta?: number
  /** Whether the value is divided by its highest possible one. */
  readonly normalize?: boolean
  /** Whether precision is divided by its highest possible value where less is relevant than was retrieved. */
  readonly relative?: boolean
}

/** What a parameter must be, and how to say so. */
export const parameterRules: {
  readonly [name in keyof Required<MeasureParameters>]: readonly [holds: (value: unknown) => boolean, what: string]
} = {
  cutoff: [value => Number.isSafeInteger(value) && (value as number) >= 1, 'a whole number of at least 1'],
  rel: [value => finite(value) && value > 0, 'a finite number above 0'],
  judged_only: [value => typeof value === 'boolean', 'True or False'],
  dcg: [value => value === 'log2' || value === 'exp-log2', "'log2' or 'exp-log2'"],
  gains: [
    value =>
      typeof value === 'object' &&
      value !== null &&
      Object.entries(value).every(([from, to]) => finite(Number(from)) && finite(to)),
    'a gain for each relevance, such as {1:2,2:5}',
  ],
  recall: [value => finite(value) && value >= 0 && value <= 1, 'a number from 0 to 1'],
  p: [value => finite(value) && value > 0 && value < 1, 'a number between 0 and 1'],
  T: [value => finite(value) && value > 0, 'a finite number above 0'],
  min_rel: [finite, 'a finite number'],
  max_rel: [finite, 'a finite number'],
  alpha: [value => finite(value) && value >= 0 && value <= 1, 'a number from 0 to 1'],
  beta: [value => finite(value) && value >= 0, 'a finite number of at least 0'],
  normalize: [value => typeof value === 'boolean', 'True or False'],
  relative: [value => typeof value === 'boolean', 'True or False'],
}

function finite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
