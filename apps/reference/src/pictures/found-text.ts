import type { FoundPicture } from '@towerkit/region-encoder'

/** Boxes of a picture that are printed. */
const shown = 3

/** An answer for people: a picture a line, with its best boxes. */
export function foundText(found: readonly FoundPicture[]): string {
  if (found.length === 0) return 'Nothing was found.'
  return found
    .map(({ key, score, boxes }, i) => {
      const places = boxes.slice(0, shown).map(({ box }) => `[${box.map(Math.round).join(', ')}]`)
      const more = boxes.length > shown ? `, ${boxes.length - shown} more` : ''
      return `${i + 1}. ${key}  ${score.toFixed(3)}  ${places.join(' ')}${more}`
    })
    .join('\n')
}
