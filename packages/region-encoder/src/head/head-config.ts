/** What a region's score is made of. */
export type Objectness = 'joined' | 'apart'

/** A text whose direction the head knows, and the detector's classes that it stands for. */
export interface TaughtName {
  readonly name: string
  /** Its score is the largest of theirs. */
  readonly of: readonly string[]
}

/** Sizes and settings of the head. */
export interface HeadConfig {
  /**
   * Length of a region's vector before scale and bias are folded in: an axis for each class, and what training may add.
   * Default: 48 more than classes.
   */
  readonly dimensions: number
  /** Units of the hidden layer. Default 64. */
  readonly hidden: number
  /**
   * 'joined': one log odds for class and object together, which an index can order by; 'apart': the score is multiplied
   * by the detector's objectness. Default 'joined'.
   */
  readonly objectness: Objectness
  /** Classes of the detector that the head knows. */
  readonly classes: readonly string[]
  /** Texts that are taught, in the order of their vectors. */
  readonly taught: readonly TaughtName[]
  /** Length of the text encoder's vectors. */
  readonly textDimensions: number
  /** A text leans on the taught ones by softmax(cos / temperature). Default 0.03. */
  readonly temperature: number
}
