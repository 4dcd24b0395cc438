/** The items of a user, the earliest first, in the parts that `splitByLast` makes. */
export interface UserHistory {
  readonly user: string
  readonly train: readonly string[]
  /** At most one: by these it is chosen whether the ranker orders answers. */
  readonly validation: readonly string[]
  /** At most one: these are evaluated. */
  readonly test: readonly string[]
}
