import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ArgumentError, seededRandom } from '@towerkit/core'
import { encodedTexts, trainingTexts } from './golden/texts.ts'
import { loadTokenizer } from './tokenizer.ts'
import { trainWordPiece } from './train-word-piece.ts'

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`./golden/${name}`, import.meta.url), 'utf8')) as unknown
const vocabularyOf = (...parameters: Parameters<typeof trainWordPiece>) =>
  Object.keys(trainWordPiece(...parameters).model.vocab)

/** Random words over few letters, so that pairs and ties are many. */
function randomTexts(seed: number) {
  const random = seededRandom(seed)
  return Array.from({ length: 30 }, () =>
    Array.from({ length: 5 }, () =>
      Array.from({ length: 1 + Math.floor(random() * 7) }, () => 'abcd'[Math.floor(random() * 4)]).join(''),
    ).join(' '),
  )
}

/** The definition, counting every pair anew before each merge. */
function slowTraining(texts: readonly string[], size: number) {
  const parts = (word: string) => [...word].map((letter, place) => (place === 0 ? letter : `##${letter}`))
  const words = texts.flatMap(text => text.split(' ')).map(parts)
  const letters = [...new Set(texts.join('').replaceAll(' ', ''))].sort()
  const tokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...letters, ...letters.map(letter => `##${letter}`)]
  while (tokens.length < size) {
    const counts = new Map<string, number>()
    for (const word of words)
      for (let place = 1; place < word.length; place++) {
        const label = `${word[place - 1]!} ${word[place]!}`
        counts.set(label, (counts.get(label) ?? 0) + 1)
      }
    const [best] = [...counts].filter(([, count]) => count >= 2).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    if (best === undefined) break
    const [left, right] = best[0].split(' ') as [string, string]
    const merged = left + right.slice(2)
    if (!tokens.includes(merged)) tokens.push(merged)
    for (const word of words)
      for (let place = 1; place < word.length; place++) {
        if (word[place - 1] === left && word[place] === right) word.splice(place - 1, 2, merged)
      }
  }
  return tokens
}

describe('trainWordPiece', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('merges as the plain definition does, seed %i', seed => {
    const texts = randomTexts(seed)
    for (const size of [13, 30, 60, 400])
      expect(vocabularyOf(texts, { vocabularySize: size })).toEqual(slowTraining(texts, size))
  })

  it('does not depend on the order of the texts', () => {
    const texts = randomTexts(9)
    expect(vocabularyOf(texts.toReversed())).toEqual(vocabularyOf(texts))
  })

  it('gives every word of its texts tokens other than [UNK]', () => {
    const tokenizer = loadTokenizer(trainWordPiece(trainingTexts))
    for (const row of tokenizer.encodeBatch(trainingTexts).ids) expect(row).not.toContain(1)
  })

  it('keeps capitals and accents when told to', () => {
    expect(vocabularyOf(['Été'])).toEqual(expect.arrayContaining(['e', '##t']))
    expect(vocabularyOf(['Été'], { lowercase: false })).toEqual(expect.arrayContaining(['É', '##t', '##é']))
  })

  it('leaves words with rare characters to [UNK]', () => {
    const tokenizer = loadTokenizer(trainWordPiece(['aa aa', 'aaz'], { alphabetSize: 1 }))
    expect([...tokenizer.encodeBatch(['aa', 'aaz']).ids[1]!]).toEqual([2, 1, 3])
    expect(tokenizer.encodeBatch(['aa']).ids[0]).not.toContain(1)
  })

  it('refuses a vocabulary smaller than its alphabet, and texts without words', () => {
    expect(() => trainWordPiece(['abc'], { vocabularySize: 10 })).toThrow(
      'trainWordPiece: vocabularySize is 10 but special tokens and alphabet are 11. Raise it, or lower ' +
        'alphabetSize (1000).',
    )
    expect(() => trainWordPiece(['abc'], { vocabularySize: NaN })).toThrow(ArgumentError)
    expect(() => trainWordPiece([' ', ''])).toThrow(ArgumentError)
  })

  it('refuses one text, whose letters would be words', () => {
    // @ts-expect-error a string is no list.
    expect(() => trainWordPiece('reads a file')).toThrow(
      'trainWordPiece: the texts are one string, "reads a file". Give a list, such as [text].',
    )
    const tokenizer = loadTokenizer(trainWordPiece(['reads a file']))
    // @ts-expect-error a string is no list.
    expect(() => tokenizer.encodeBatch('a file')).toThrow('encodeBatch: the texts are one string, "a file".')
    expect(() => tokenizer.encodeBatch(['a'], { max_length: 8 } as object)).toThrow('the nearest one is "maxLength"')
  })

  it('writes the committed golden tokenizer, which Python encodes with the same ids', () => {
    const json = trainWordPiece(trainingTexts, { vocabularySize: 200 })
    expect(json).toEqual(golden('tokenizer.json'))
    const { ids } = golden('expected.json') as { ids: number[][] }
    expect(
      loadTokenizer(json)
        .encodeBatch(encodedTexts)
        .ids.map(row => [...row]),
    ).toEqual(ids)
  })
})
