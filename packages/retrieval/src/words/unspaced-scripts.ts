/** Characters of the scripts that put no spaces between words, for a class of a regular expression with the flag u. */
export const unspacedScripts = `${['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map(script => `\\p{Script=${script}}`)
  .join('')}\u30fc`
