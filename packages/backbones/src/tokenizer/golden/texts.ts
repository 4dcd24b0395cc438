/** What the golden tokenizer is trained on. */
export const trainingTexts = [
  'Reads the entire contents of a file.',
  'Reads the contents of a folder.',
  'Returns the name of the file.',
  'Watches a file for changes.',
  'Writes data to the file, replacing the file if it already exists.',
  'Closes the file and returns nothing.',
  'The folder that holds the file.',
  'Straße, façade, naïve: accents fall.',
  'ΟΔΥΣΣΕΥΣ ΣΟΦΟΣ',
  '日本語 and 中文',
  'fs . read file sync',
  'fs . write file sync',
  '1, 2, 3, 10, 100',
]

/**
 * What is encoded: words seen and unseen, accents, a final sigma, ideographs within and beyond the first plane,
 * controls, special tokens.
 */
export const encodedTexts = [
  '',
  ' ',
  'Reads a file.',
  'Rewrites folders synchronously!',
  'FAÇADE façade fac\u0327ade',
  'ΟΔΥΣΣΕΥΣ Σ ΑΣ',
  '日本 \u{20000}\u{2A6D6} 語',
  'tab\tnew\nline\r\nx\u0085y\u2028z',
  'zero\u200bwidth\u00ad \ufeffmark \u0000null \ufffd',
  '👩‍👩‍👧 emoji',
  '[CLS] reads [SEP] [MASK]',
  '[cls]',
  `${'a'.repeat(99)} ${'a'.repeat(100)} ${'a'.repeat(101)}`,
  "don't e.g. 50% #1 @a_b-c $x",
  'İstanbul',
  'ﬁ ½ １２',
]
