import { unspacedScripts } from './unspaced-scripts.ts'

/** How `splitWords` cuts. */
export interface SplitWordsOptions {
  /** Also gives the parts of identifiers such as `readFileSync`, after the whole. Default false. */
  readonly splitIdentifiers?: boolean
  /** Takes the English possessive 's off. Default false. */
  readonly possessive?: boolean
}

/**
 * Words of letters and digits of any script. Runs of scripts that put no spaces between words (Chinese, Japanese, Thai,
 * Lao, Khmer, Burmese), and of Korean, whose words have endings, give each two neighbouring characters.
 *
 * @see https://github.com/apache/lucene, CJKBigramFilter
 */
export function splitWords(
  text: string,
  { splitIdentifiers = false, possessive = false }: SplitWordsOptions = {},
): string[] {
  const composed = text.normalize('NFC')
  const whole = possessive ? composed.replace(possessives, '') : composed
  const found = (paired.test(whole) ? whole.replace(pairedRuns, pairs) : whole).match(words) ?? []
  if (!splitIdentifiers) return found
  return found.flatMap(word => {
    const parts = word.match(identifierParts) ?? []
    return parts.length > 1 ? [word, ...parts] : [word]
  })
}

const characters = `${unspacedScripts}\\p{Script=Hangul}`
const paired = new RegExp(`[${characters}]`, 'u')
const pairedRuns = new RegExp(`[${characters}]+`, 'gu')

/** Each two neighbouring characters, with spaces around. */
function pairs(run: string): string {
  const all = [...run]
  const found = all.length === 1 ? all : all.slice(1).map((next, i) => all[i]! + next)
  return ` ${found.join(' ')} `
}

const words = /[\p{L}\p{N}\p{M}]+/gu
const possessives = /(?<=\p{L})['’\uFF07][sS](?![\p{L}\p{N}])/gu
const identifierParts = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|\p{N}+|[^\p{Lu}\p{Ll}\p{N}]+/gu
