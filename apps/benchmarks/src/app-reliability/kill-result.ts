/** What came of the kills. */
export interface KillResult {
  readonly kills: number
  readonly acknowledged: number
  readonly lost: number
  readonly damaged: number
  readonly finished: boolean
  readonly notes: readonly string[]
}

/** Options of the kills. */
export interface KillOptions {
  readonly folder: string
  readonly random: () => number
  readonly kills: number
}
