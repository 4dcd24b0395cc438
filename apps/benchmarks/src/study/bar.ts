/** What is promised, what was measured, and whether it holds. */
export interface Bar {
  readonly what: string
  readonly measured: string
  readonly bar: string
  readonly met: boolean
}
