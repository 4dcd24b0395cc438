/** A heading with the text up to the next one. */
export interface Section {
  /** 1 to 6; 0 for what comes before the first heading. */
  readonly depth: number
  readonly heading: string
  /** What addresses the section within its document, if the document says so. */
  readonly anchor?: string
  readonly text: string
}

/** A document by its headings, or a PDF by its pages. */
export interface SectionedText {
  /** What the document itself gives as its title; empty if nothing. */
  readonly title: string
  readonly sections: readonly Section[]
  /** What else the document says of itself. */
  readonly metadata?: Readonly<Record<string, unknown>>
}
