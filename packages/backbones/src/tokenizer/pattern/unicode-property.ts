import { codePointClass } from '../unicode/code-point-set.ts'
import { referenceTables } from '../unicode/reference-tables.ts'
import { whiteSpace } from '../unicode/white-space.ts'

const categories: Readonly<Record<string, string>> = {
  letter: 'L',
  lowercaseletter: 'Ll',
  modifierletter: 'Lm',
  otherletter: 'Lo',
  titlecaseletter: 'Lt',
  uppercaseletter: 'Lu',
  mark: 'M',
  spacingmark: 'Mc',
  enclosingmark: 'Me',
  nonspacingmark: 'Mn',
  number: 'N',
  decimalnumber: 'Nd',
  letternumber: 'Nl',
  othernumber: 'No',
  punctuation: 'P',
  punct: 'P',
  connectorpunctuation: 'Pc',
  dashpunctuation: 'Pd',
  closepunctuation: 'Pe',
  finalpunctuation: 'Pf',
  initialpunctuation: 'Pi',
  otherpunctuation: 'Po',
  openpunctuation: 'Ps',
  symbol: 'S',
  currencysymbol: 'Sc',
  modifiersymbol: 'Sk',
  mathsymbol: 'Sm',
  othersymbol: 'So',
  separator: 'Z',
  lineseparator: 'Zl',
  paragraphseparator: 'Zp',
  spaceseparator: 'Zs',
  control: 'Cc',
  format: 'Cf',
  privateuse: 'Co',
}
const shortCategories = /^(?:c[cfo]|l[lmotu]?|m[cen]?|n[dlo]?|p[cdefios]?|s[ckmo]?|z[lps]?)$/

let unassigned: string | undefined

/** A class of the regular expressions of JavaScript without the characters that the reference does not know yet. */
export function known(inside: string): string {
  unassigned ??= `[${codePointClass(referenceTables.unassigned)}]`
  return `[[${inside}]--${unassigned}]`
}

/** Characters of words. */
export const wordClass = () => known('\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}')

/** Characters of words outside of a class: there the superscripts and fractions of Latin-1 are some too. */
export const bareWordClass = () => `[${wordClass()}\\xB2\\xB3\\xB9\\xBC-\\xBE]`

/**
 * The class of JavaScript, with the flag `v`, for a property of Oniguruma, such as `L`, `Nd`, `Han` or `alnum`.
 *
 * @returns Undefined if it is not known.
 */
export function unicodeProperty(name: string): string | undefined {
  const plain = name.replaceAll(/[\s_-]/g, '').toLowerCase()
  const category = categories[plain] ?? (shortCategories.test(plain) ? capital(plain) : undefined)
  if (category === 'Ll') return `[${known('\\p{Ll}')}\\u0295]`
  if (category === 'Lo') return `[${known('\\p{Lo}')}--[\\u0295]]`
  if (category !== undefined) return known(`\\p{${category}}`)
  const named = posixClass(plain)
  if (named !== undefined) return named
  if (/^(?:alphabetic|uppercase|lowercase)$/.test(plain)) return known(`\\p{${capital(plain)}}`)
  if (plain === 'any') return '[\\0-\\u{10FFFF}]'
  const script = name
    .trim()
    .split(/[\s_-]/)
    .map(capital)
    .join('_')
  try {
    void new RegExp(`\\p{Script=${script}}`, 'v')
    return known(`\\p{Script=${script}}`)
  } catch {
    return undefined
  }
}

/** The class for a name in `[[:name:]]`, but for `punct`, which has no symbols as a property. */
export function posixClass(name: string): string | undefined {
  switch (name) {
    case 'alnum':
      return known('\\p{Alphabetic}\\p{Nd}')
    case 'alpha':
      return known('\\p{Alphabetic}')
    case 'blank':
      return '[\\t\\p{Zs}]'
    case 'cntrl':
      return '[\\p{Cc}]'
    case 'digit':
      return known('\\p{Nd}')
    case 'lower':
      return known('\\p{Lowercase}')
    case 'upper':
      return known('\\p{Uppercase}')
    case 'space':
      return `[${whiteSpace}]`
    case 'xdigit':
      return '[0-9A-Fa-f]'
    case 'word':
      return wordClass()
    case 'ascii':
      return '[\\0-\\x7F]'
    default:
      return undefined
  }
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()
}
