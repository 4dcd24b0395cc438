import { ArgumentError, requireInputs, requireKnownOptions, type InputList } from '@towerkit/core'
import { bertWords } from './bert-words.ts'
import { mergePairs } from './merge-pairs.ts'
import {
  maximumWordLength,
  specialTokens,
  wordPieceTokenizerJson,
  type WordPieceTokenizerJson,
} from './tokenizer-json.ts'

export interface TrainWordPieceOptions {
  /** Most tokens, special ones included. Default 8192. */
  readonly vocabularySize?: number
  /** Lower-case, and strip accents with it. Default true. */
  readonly lowercase?: boolean
  /** Fewest occurrences of a pair that is merged. Default 2. */
  readonly minimumFrequency?: number
  /** Most different characters; words with a rarer one are left out and will be `[UNK]`. Default 1000. */
  readonly alphabetSize?: number
}

/**
 * Trains a WordPiece vocabulary: from single characters, the most frequent pair of neighbouring tokens is merged again
 * and again (byte-pair training, which is what the trainer of Hugging Face does under this name too).
 *
 * The same texts in any order give the same vocabulary. Each merge touches only the words that contain the pair.
 *
 * @param texts Read once. Identifiers are best split before.
 * @returns A complete `tokenizer.json`. Tokens: the special ones, the alphabet (each character at a word's start and
 *   within a word), then the merges by frequency; fewer than `vocabularySize` if the texts have no more pairs.
 * @throws ArgumentError if `vocabularySize` does not hold the special tokens and the alphabet, there are no words, or
 *   the texts are one string.
 *
 * @example
 * const json = trainWordPiece(['reads a file', 'reads a folder'], { vocabularySize: 64 })
 * const tokenizer = loadTokenizer(json)
 *
 * @see Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units", section 3.2.
 */
export function trainWordPiece(texts: InputList<string>, options: TrainWordPieceOptions = {}): WordPieceTokenizerJson {
  const {
    vocabularySize = 8192,
    lowercase = true,
    minimumFrequency = 2,
    alphabetSize = 1000,
  } = requireKnownOptions('trainWordPiece', options, {
    vocabularySize: true,
    lowercase: true,
    minimumFrequency: true,
    alphabetSize: true,
  })
  requireInputs('trainWordPiece', texts)
  const counts = countWords(texts, lowercase)
  const alphabet = mostFrequentCharacters(counts, alphabetSize)
  const tokens: string[] = [...specialTokens, ...alphabet, ...alphabet.map(character => `##${character}`)]
  if (alphabet.length === 0) throw new ArgumentError('trainWordPiece: the texts hold no word. Give texts with words.')
  if (!(vocabularySize >= tokens.length)) {
    throw new ArgumentError(
      `trainWordPiece: vocabularySize is ${vocabularySize} but special tokens and alphabet are ${tokens.length}. ` +
        `Raise it, or lower alphabetSize (${alphabetSize}).`,
      { vocabularySize, required: tokens.length, alphabetSize },
    )
  }
  const ids = new Map(tokens.map((token, id) => [token, id]))

  // Words as token ids, with how often each occurs.
  const words: number[][] = []
  const frequencies: number[] = []
  for (const [word, count] of counts) {
    const characters = [...word]
    const parts = characters.map((character, place) => ids.get(place === 0 ? character : `##${character}`))
    if (parts.includes(undefined)) continue
    words.push(parts as number[])
    frequencies.push(count)
  }

  mergePairs({ tokens, words, frequencies, size: vocabularySize, minimumFrequency })
  return wordPieceTokenizerJson(tokens, { lowercase })
}

function countWords(texts: Iterable<string>, lowercase: boolean) {
  const split = bertWords({ lowercase })
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const word of split(text)) if (word.length <= maximumWordLength) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

/** By frequency, then by code point; returned in the order of code points. */
function mostFrequentCharacters(words: ReadonlyMap<string, number>, limit: number) {
  const counts = new Map<string, number>()
  for (const [word, count] of words)
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count)
  const order = (a: string, b: string) => a.codePointAt(0)! - b.codePointAt(0)!
  return [...counts]
    .sort((a, b) => b[1] - a[1] || order(a[0], b[0]))
    .slice(0, limit)
    .map(([character]) => character)
    .sort(order)
}
