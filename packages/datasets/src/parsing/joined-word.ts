/** A hyphen at the end of a line, after a part of a word, and the rest of the word in the next line. */
const beginning = /(\p{L}*\p{Ll})([-\u2010\u00AD])[ \t]*$/u
const end = /^[ \t]*(\p{Ll}[\p{L}\p{M}]*)/u

/**
 * Joins a word that is divided between two lines. Its hyphen stays if the text has the word with it elsewhere, as it
 * has "well-known".
 *
 * @param text Where both are from.
 * @returns both lines with the word whole at the end of the first one; undefined if no word is divided there.
 */
export function joinedWord(
  before: string,
  after: string,
  text: string,
): { readonly before: string; readonly after: string } | undefined {
  const [found, first, hyphen] = beginning.exec(before) ?? []
  const [whole, second] = end.exec(after) ?? []
  if (found === undefined || whole === undefined) return undefined
  const isCompound = hyphen !== '\u00AD' && text.includes(`${first}-${second}`) && !text.includes(`${first}${second}`)
  return {
    before: `${before.slice(0, -found.length)}${first}${isCompound ? '-' : ''}${second}`,
    after: after.slice(whole.length),
  }
}
