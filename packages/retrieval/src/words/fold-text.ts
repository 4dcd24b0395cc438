/**
 * Takes case, accents and forms of letters away, so that `CAFÉ`, `Café` and `cafe` are one, and so are `Straße` and
 * `strasse`: compatibility forms (full width, ligatures) become plain, letters small, marks on Latin, Greek and
 * Cyrillic letters and the optional vowel signs of Arabic and Hebrew are left out, and letters such as ø, ł, ß and æ
 * become their nearest plain ones. Marks that other scripts need, as those of Devanagari and the voicing of kana, stay.
 *
 * @param text A word or a whole text.
 * @returns the text folded, composed (NFC).
 *
 * @example
 * foldText('Straße, Café, Łódź') // 'strasse, cafe, lodz'
 *
 * @see Unicode Technical Report 30, Character foldings, as Lucene's ICUFoldingFilter has them
 */
export function foldText(text: string): string {
  if (plain.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(marks, '')
    .replace(others, letter => plainLetters[letter]!)
    .normalize('NFC')
}

const plain = /^[\0-\x7f]*$/
const marks = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]/g
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ς: 'σ',
}
const others = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g')
