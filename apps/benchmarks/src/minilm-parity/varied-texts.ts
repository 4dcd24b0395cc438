import { seededRandom } from '@towerkit/core'

const words = (
  "the a of how watch file for changes naïve café Straße ISTANBUL İstanbul ΟΔΥΣΣΕΥΣ Москва don't can't e-mail " +
  '3.14 1,000 50% #1 @user C++ https://example.org/a?b=c#d snake_case camelCase antidisestablishmentarianism'
).split(' ')
const scripts = {
  han: [
    '日本語の文章です。',
    '中文句子，没有空格。',
    '한국어 문장입니다',
    '漢字かなカナ',
    '\u{20000}\u{2A6D6}',
    '｟全角ＡＢＣ１２３｠',
  ],
  rightToLeft: ['مرحبا بالعالم', 'שלום עולם', 'مَرْحَبًا', 'שָׁלוֹם', '\u202Babc\u202C', '\u200Fאב\u200E'],
  other: [
    'हिन्दी वाक्य',
    'ภาษาไทยไม่มีช่องว่าง',
    'தமிழ்',
    'ქართული',
    'Հայերեն',
    'አማርኛ',
    'ꦗꦮ',
    'ᏣᎳᎩ',
    'Tiếng Việt có dấu',
    'ǅ ǆ ŉ ß ẞ ﬁ ﬀ ﷺ',
  ],
  emoji: ['🙂', '👩‍👩‍👧‍👦', '👍🏽', '🇯🇵🇩🇪', '❤️', '☃', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '\u{1FAE8}'],
  marks: [
    'e\u0301',
    'a\u0308\u0323',
    'Z\u0351\u036B\u0343',
    '\u0301',
    'n\u0303o',
    'Å\u030A',
    '\u1100\u1161\u11A8',
    'i\u0307',
    '\u0345',
  ],
  controls: [
    '\u0000',
    '\u0001',
    '\u0007',
    '\u001B[31m',
    '\u007F',
    '\u0085',
    '\u00AD',
    '\u200B',
    '\u200D',
    '\u2028',
    '\u2060',
    '\uFEFF',
    '\uFFFD',
    '\u{E0001}',
    '\uE000',
    '\u061C',
    '\uFFFF',
  ],
  spaces: [' ', '\t', '\n', '\r\n', '\u00A0', '\u2003', '\u3000', '\u1680', '   ', '\v', '\f', '\u202F'],
  special: ['[CLS]', '[SEP]', '[PAD]', '[UNK]', '[MASK]', '[cls]', '##ing', '##', '<s>', '</s>', '[ MASK ]'],
  symbols: [
    '∑∫√∞≠',
    '€£¥₿',
    '«»‹›„“”',
    '…—–‐',
    '½ ² ₃ ⅷ',
    '$+<=>^`|~',
    '°©®™',
    '\\\\//',
    '\'\'\'"""',
    '‼⁇',
    '𝒜𝓑𝔠',
    '①②③',
    'ªº',
  ],
}

/**
 * Texts that a tokenizer may go wrong on: empty, very long, of every script, with control characters, emoji, combining
 * marks, odd spaces, names of special tokens, random code points.
 *
 * @returns The same texts for the same seed.
 */
export function variedTexts(count: number, seed: number): string[] {
  const random = seededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(values: readonly T[]) => values[below(values.length)]!
  const many = (length: number, make: () => string, joint = ' ') => Array.from({ length }, make).join(joint)
  const codePoint = () => {
    const point = below(0x110000)
    // Halves of pairs are no text.
    return point >= 0xd800 && point < 0xe000 ? 'x' : String.fromCodePoint(point)
  }
  const any = () => pick([...words, ...pick(Object.values(scripts))])
  const kinds: readonly (() => string)[] = [
    () => '',
    () => many(1 + below(40), () => pick(scripts.spaces), ''),
    () => many(1 + below(60), () => pick(words)),
    ...Object.values(scripts).map(parts => () => many(1 + below(20), () => pick(parts), pick(['', ' ', ' a ']))),
    () => many(1 + below(60), any, pick(['', ' ', '\n'])),
    () => many(1 + below(40), codePoint, ''),
    () => many(1 + below(40), () => String.fromCodePoint(0xa0 + below(0x2f00)), pick(['', ' '])),
    () => pick(['a', 'é', '字', '🙂', '.', '-', '\u0301']).repeat(90 + below(60)),
    () =>
      many(2000, any)
        .slice(0, 10_000)
        .replace(/[\uD800-\uDBFF]$/, ''),
    () => 'word '.repeat(2000),
    () => many(1 + below(10), () => String(random() * 10 ** below(12)), pick([' ', ',', '-'])),
    () => `${pick(words)}${' '.repeat(below(3000))}${pick(words)}`,
  ]
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length]!())
}
