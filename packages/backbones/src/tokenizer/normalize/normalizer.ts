/**
 * A text on its way through the steps of a tokenizer. `lead` is how many of its first UTF-16 units represent the first
 * character of the whole input; 0 if none does. Metaspace with the scheme `first` needs to know.
 */
export interface Piece {
  readonly text: string
  readonly lead: number
}

/** Changes a text before it is split. */
export type Normalizer = (piece: Piece) => Piece

/** A normaliser that changes each character, or few next to each other, for themselves. */
export function mapping(map: (text: string) => string): Normalizer {
  return piece => {
    const text = map(piece.text)
    if (text === piece.text || piece.lead === 0) return { text, lead: piece.lead }
    return { text, lead: Math.min(text.length, map(piece.text.slice(0, piece.lead)).length) }
  }
}

/** UTF-16 units of the first character. */
export function firstLength(text: string): number {
  return text === '' ? 0 : text.codePointAt(0)! > 0xffff ? 2 : 1
}
