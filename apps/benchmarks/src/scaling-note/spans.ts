import { seededRandom } from '@towerkit/core'

/** Fewest words of a span, and most. */
const [least, most] = [4, 27]

/**
 * Texts without answers, cut from texts: of each that has more words than a span must have, some spans of any length at any place. A student may learn from
 * as many texts as its teacher can encode.
 */
export function spansOf(texts: readonly string[], { each, seed }: { readonly each: number; readonly seed: number }): string[] {
  const random = seededRandom(seed)
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  return texts.flatMap(text => {
    const words = text.split(' ')
    return words.length < 2 * least ? [] : Array.from({ length: each }, () => {
      const length = whole(least, Math.min(most, words.length - 1))
      const start = whole(0, words.length - length)
      return words.slice(start, start + length).join(' ')
    })
  })
}
