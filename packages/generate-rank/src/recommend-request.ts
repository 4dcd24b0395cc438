import { ArgumentError, requireInputs, requireKnownOptions, type InputList, type Where } from '@towerkit/core'

/** An event of a user. */
export interface UserEvent {
  readonly item: string
  /** From 0; default 0. */
  readonly type?: number
}

/** What is asked for. */
export interface RecommendRequest {
  /** The user's events, the latest last. Of any length; the model reads the latest. */
  readonly history: readonly UserEvent[]
  /** Items of the answer. Default 20. */
  readonly limit?: number
  /** Items that the first stage finds for the ranker, at least `limit`. Default 200. */
  readonly candidates?: number
  /** Keeps only items whose metadata fulfils it, before the best are chosen. */
  readonly where?: Where
  /** Items that are not recommended, before the best are chosen. */
  readonly exclude?: InputList<string>
  /** Whether items of the history may be recommended. Default false. */
  readonly includeSeen?: boolean
  /**
   * Whether the ranker says which events it read for each item of the answer, also if it does not order them. Default:
   * if it orders them.
   */
  readonly explain?: boolean
  readonly signal?: AbortSignal
}

/** A request with its defaults. @throws {ArgumentError} if a field is unknown or out of its range. */
export function checkedRequest(request: RecommendRequest) {
  const given = requireKnownOptions<RecommendRequest>('recommend', request, {
    history: true,
    limit: true,
    candidates: true,
    where: true,
    exclude: true,
    includeSeen: true,
    explain: true,
    signal: true,
  })
  const { history, limit = 20, candidates = 200, exclude = [], includeSeen = false } = given
  for (const [name, value] of Object.entries({ limit, candidates }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new ArgumentError(`recommend: ${name} is ${value}. Give a whole number of at least 1.`, { [name]: value })
  if (!Array.isArray(history) || !history.every(event => typeof event?.item === 'string'))
    throw new ArgumentError('recommend: the history is no list of events. Give [{ item, type? }, ...].')
  requireInputs('recommend', exclude, 'excluded items')
  return { ...given, limit, candidates, exclude, includeSeen }
}
