/**
 * The words of a text by the default word boundaries of Unicode, as Lucene's StandardTokenizer gives them: letters and
 * digits of any script, held together by an apostrophe, a full stop or a colon between letters, and by a comma or a
 * full stop between digits; ideographs, hiragana and emoji one by one; scripts without spaces such as Thai in one
 * piece. Words above 255 characters are cut.
 *
 * @see Unicode Standard Annex 29, Text segmentation, 4.1
 * @see https://github.com/apache/lucene, StandardTokenizerImpl.jflex
 */
export function standardWords(text: string): string[] {
  const found = text.match(words) ?? []
  return found.some(word => word.length > longestWord) ? found.flatMap(word => word.match(pieces)!) : found
}

const longestWord = 255
const pieces = new RegExp(`[^]{1,${longestWord}}`, 'g')

// A character takes the marks and format characters behind it along (rule WB4).
const marks = '[\\p{M}\\p{Cf}]*'
const unspacedScript =
  '\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}\\p{sc=Tai_Le}\\p{sc=New_Tai_Lue}\\p{sc=Tai_Tham}'
const unspaced = `[[${unspacedScript}]&&[\\p{L}]]${marks}`
const otherLetters = `\\p{M}\\p{Ideographic}\\p{sc=Hiragana}\\p{sc=Katakana}\\u30FC\\uFF70${unspacedScript}`
const letter = `[\\p{Alphabetic}--[${otherLetters}]]${marks}`
const digit = `[\\p{Nd}\\u066C]${marks}`
const katakana = `[\\p{sc=Katakana}\\u3031-\\u3035\\u309B\\u309C\\u30A0\\u30FC\\uFF70]${marks}`
const connector = '[\\p{Pc}\\u202F]'
const join = `(?:${connector}${marks})`
const quotes = ".'\\u2018\\u2019\\u2024\\uFE52\\uFF07\\uFF0E"
const withinLetters = `[:\\u00B7\\u0387\\u055F\\u05F4\\u2027\\uFE13\\uFE55\\uFF1A${quotes}]${marks}`
const separators = ',;\\u037E\\u0589\\u060C\\u060D\\u066C\\u07F8\\u2044\\uFE10\\uFE14\\uFE50\\uFE54\\uFF0C\\uFF1B'
const withinDigits = `[${separators}${quotes}]${marks}`
const part = `(?:(?:${letter})+(?:${withinLetters}(?:${letter})+)*|(?:${digit})+(?:${withinDigits}(?:${digit})+)*)`
const block = `(?:(?:${katakana})+|${part}+)`
// Where a run of connectors leads to no word, it is tried once: not again from within the run.
const leading = `(?:(?=${connector})(?<!${connector}${marks})${join}+)?`
const words = new RegExp(
  [
    `${leading}${block}(?:${join}+${block})*${join}*`,
    `(?:${unspaced})+`,
    `\\p{Ideographic}${marks}`,
    `\\p{sc=Hiragana}${marks}`,
    '\\p{RGI_Emoji}',
  ].join('|'),
  'gv',
)
