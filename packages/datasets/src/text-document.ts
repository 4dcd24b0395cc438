/** A text of a corpus. */
export interface TextDocument {
  readonly id: string
  /** Empty if there is none. */
  readonly title: string
  readonly text: string
  readonly metadata: Readonly<Record<string, unknown>>
}
