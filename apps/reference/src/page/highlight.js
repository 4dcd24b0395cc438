/** Words that say too little to be marked. */
const small = new Set(
  (
    'a an and are as at be by for from how i in into is it its of on or that the then there this to was what when ' +
    'which with you your do does can'
  ).split(' '),
)

/** Words, also those inside an identifier: `watchFile` is watch and File. */
const words = /\p{Lu}+(?![\p{Ll}\p{M}])|\p{Lu}?[\p{Ll}\p{M}]+|\p{L}+|\p{N}+/gu

/** Words and phrases that are not wanted. */
const excluded = /(?<![^\s(])-(?:"[^"]*"|[\p{L}\p{N}]\S*)/gu

/**
 * Cuts a text where words of the query begin and end. The pieces joined are the text.
 *
 * @param {string} text
 * @param {string} query
 * @returns {{ text: string, marked: boolean }[]}
 */
export function highlight(text, query) {
  const all = (query.replace(excluded, ' ').match(words) ?? []).map(fold)
  const telling = all.filter(word => !small.has(word) && (word.length > 1 || /\P{ASCII}/u.test(word)))
  const wanted = new Set((telling.length > 0 ? telling : all).map(stem))
  const pieces = []
  let end = 0
  for (const { 0: word, index } of text.matchAll(words)) {
    if (!wanted.has(stem(fold(word)))) continue
    if (index > end) pieces.push({ text: text.slice(end, index), marked: false })
    pieces.push({ text: word, marked: true })
    end = index + word.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end), marked: false })
  return pieces
}

/**
 * The word in small letters without accents, so that `cafe` marks `Café`.
 *
 * @param {string} word
 */
function fold(word) {
  return word
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFC')
}

/**
 * The word without its commonest English endings, so that `copies` marks `copy` and `copied`.
 *
 * @param {string} word
 */
function stem(word) {
  const cut = word.replace(/(?:ing|ed|es|s|e)$/, '')
  return (cut.length >= 3 ? cut : word).replace(/y$/, 'i')
}
