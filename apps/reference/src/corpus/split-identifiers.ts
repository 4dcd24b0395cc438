/**
 * Parts identifiers into lower-case words: camelCase, PascalCase, snake_case, acronyms; punctuation stands alone.
 *
 * @example
 * splitIdentifiers('fs.readFileSync')   // 'fs . read file sync'
 * splitIdentifiers('HTMLInputElement')  // 'html input element'
 */
export function splitIdentifiers(text: string): string {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/[_$]+/g, ' ')
    .replace(/([^\p{L}\p{M}\p{N}\s])/gu, ' $1 ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}
