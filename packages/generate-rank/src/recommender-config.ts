import { ArgumentError, requireKnownOptions } from '@towerkit/core'

/** How a score is made of a user's and an item's vector. */
export type RecommenderSimilarity = 'dot' | 'cosine'

/** Sizes and form of a recommender: what is stored beside its weights. */
export interface RecommenderConfig {
  /** Rows of the table of items. Items beyond it, and new ones, are described by their features only. */
  readonly rows: number
  /** Width of all vectors. Default 64. */
  readonly width: number
  /** Blocks of the generator. Default 2. */
  readonly blocks: number
  /** Attention heads of the generator. Default 2. */
  readonly heads: number
  /** Width between the two maps of the generator's feed-forward parts. Default 4 times the width. */
  readonly inner: number
  /** Share of the elements that the tokens and each branch drop in training. Default 0.2. */
  readonly dropout: number
  /** Latest events that the generator reads. Default 64. */
  readonly events: number
  /** Latest events that the ranker reads. Default 1000. */
  readonly longEvents: number
  /** Kinds of events, such as watched and rated; events name them from 0. Default 1: they are not told apart. */
  readonly types: number
  /** Categories of items in all their fields; an item has any number of them. Default 0. */
  readonly categories: number
  /** Length of the vector that describes an item, such as numbers or an encoder's embedding. Default 0: none. */
  readonly features: number
  /** Default 'dot'. With 'cosine' vectors are scaled to length 1 before they are compared. */
  readonly similarity: RecommenderSimilarity
  /** Whether a query token behind the events, made of their sums by type, is the user; else the last event is. */
  readonly queryToken: boolean
}

/**
 * Fills in the sizes that are not given.
 *
 * @throws {ArgumentError} if a size is unknown or out of its range.
 */
export function recommenderConfig(
  given: Partial<RecommenderConfig> & Pick<RecommenderConfig, 'rows'>,
): RecommenderConfig {
  requireKnownOptions<Partial<RecommenderConfig>>('recommenderConfig', given, known)
  const width = given.width ?? 64
  const config: RecommenderConfig = {
    width,
    blocks: 2,
    heads: 2,
    inner: 4 * width,
    dropout: 0.2,
    events: 64,
    longEvents: 1000,
    types: 1,
    categories: 0,
    features: 0,
    similarity: 'dot',
    queryToken: false,
    ...given,
  }
  for (const [name, least] of Object.entries(lowest)) {
    const value = config[name as keyof RecommenderConfig]
    if (!Number.isInteger(value) || Number(value) < least)
      throw new ArgumentError(`recommenderConfig: ${name} is ${value}. Give a whole number of at least ${least}.`, {
        option: name,
        value,
      })
  }
  if (config.width % config.heads !== 0)
    throw new ArgumentError(
      `recommenderConfig: a width of ${config.width} does not divide into ${config.heads} heads. Give a multiple.`,
      { width: config.width, heads: config.heads },
    )
  if (!(config.dropout >= 0 && config.dropout < 1))
    throw new ArgumentError(`recommenderConfig: a dropout of ${config.dropout}. Give a share from 0 up to 1.`, {
      dropout: config.dropout,
    })
  if (config.similarity !== 'dot' && config.similarity !== 'cosine')
    throw new ArgumentError(`recommenderConfig: similarity is ${String(config.similarity)}. Give 'dot' or 'cosine'.`, {
      similarity: config.similarity,
    })
  return config
}

const lowest = {
  rows: 1,
  width: 1,
  blocks: 1,
  heads: 1,
  inner: 1,
  events: 1,
  longEvents: 1,
  types: 1,
  categories: 0,
  features: 0,
} satisfies Partial<Record<keyof RecommenderConfig, number>>

const known = {
  rows: true,
  width: true,
  blocks: true,
  heads: true,
  inner: true,
  dropout: true,
  events: true,
  longEvents: true,
  types: true,
  categories: true,
  features: true,
  similarity: true,
  queryToken: true,
} satisfies Record<keyof RecommenderConfig, true>
