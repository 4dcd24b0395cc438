/**
 * Parts identifiers into lower-case words: camelCase, PascalCase, snake_case, acronyms; punctuation stands alone.
 *
 * @example
 * splitIdentifiers('fs.readFileSync')   // 'fs . read file sync'
 * splitIdentifiers('HTMLInputElement')  // 'html input element'
 */
export function splitIdentifiers(text: string): string {
  return (
    text
      .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
      // The last capital of an acronym starts the next word, unless it only has a plural s.
      .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})(?!\p{Lu}s(?!\p{Ll}))/gu, '$1 ')
      .replace(/[_$]+/g, ' ')
      .replace(/([^\p{L}\p{M}\p{N}\s])/gu, ' $1 ')
      .replace(/\s+/g, ' ')
      .trim()
      .toLowerCase()
  )
}
