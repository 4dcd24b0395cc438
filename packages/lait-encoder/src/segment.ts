import { modelTokenizer, textBackbone } from '@towerkit/backbones'
import { ArgumentError } from '@towerkit/core'
import { hasPlaces, hasTypes } from './token-inputs.ts'
import type { LaitParts } from './lait-parts.ts'
import { pairLayout } from './pair-layout.ts'

/** The tokens of a text at its position among others. */
export interface Segment {
  readonly ids: Int32Array
  /** Token type. */
  readonly type: 0 | 1
  /** Position of its first token. */
  readonly start: number
}

/** Characters of texts whose tokens are remembered. */
const rememberedCharacters = 2 ** 25

/** Turns tuples of texts into tuples of segments. */
export interface SegmentReader {
  /** @throws {ArgumentError} for a tuple without texts, or positions beyond the longest sequence. */
  read(tuples: readonly (readonly string[])[]): Segment[][]
  readonly padId: number
}

/** Reads segments as the layout of a model says. Tokens of texts seen lately are remembered. */
export function segmentReader(parts: LaitParts): SegmentReader {
  const { maxLength } = parts
  const backbone = textBackbone(parts.config)
  const tokenizer = modelTokenizer(parts)
  if (tokenizer.vocabularySize > backbone.vocabulary) {
    throw new ArgumentError(
      `laitEncoder: the tokenizer has ${tokenizer.vocabularySize} tokens, the network ${backbone.vocabulary} rows ` +
        'for them. Use the tokenizer of this network.',
      { tokenizer: tokenizer.vocabularySize, network: backbone.vocabulary },
    )
  }
  const isPair = parts.segments === 'pair'
  const opening = isPair ? tokenizer.prefixLength('') : 0
  const pair = isPair ? pairLayout(parts.tokenizer) : { separators: new Int32Array(), type: 0 as const }
  const laterType = parts.tokenTypes !== false && hasTypes(parts.config) ? pair.type : 0
  const runs = parts.positions === 'running'
  const isBounded = hasPlaces(backbone)
  const known = new Map<string, Int32Array>()
  const separated = new WeakMap<Int32Array, Int32Array>()
  let characters = 0

  const remember = (texts: readonly string[]) => {
    const fresh = [...new Set(texts)].filter(text => !known.has(text))
    if (fresh.length === 0) return
    tokenizer.encodeBatch(fresh, { maxLength }).ids.forEach((ids, i) => {
      known.set(fresh[i]!, ids)
      characters += fresh[i]!.length
    })
  }
  /** Ids behind another text: without what opens a text, and behind what separates the two. */
  const later = (ids: Int32Array) => {
    if (pair.separators.length === 0) return ids.subarray(opening)
    const seen = separated.get(ids)
    if (seen) return seen
    const joined = Int32Array.from([...pair.separators, ...ids.subarray(opening)])
    separated.set(ids, joined)
    return joined
  }
  const forget = () => {
    for (const text of known.keys()) {
      if (characters <= rememberedCharacters) return
      known.delete(text)
      characters -= text.length
    }
  }
  const idsOf = (text: string, isLater: boolean) => {
    const own = known.get(text)!
    const ids = isLater ? later(own) : own
    // A tokenizer without special tokens makes nothing of an empty text, and a network needs a token.
    return ids.length === 0 ? Int32Array.of(tokenizer.padId) : ids
  }
  const segmentsOf = (texts: readonly string[]) => {
    let start = 0
    return texts.map((text, i): Segment => {
      const ids = idsOf(text, i > 0)
      const segment: Segment = { ids, type: i === 0 ? 0 : laterType, start }
      if (runs) start += ids.length
      if (isBounded && segment.start + ids.length > backbone.longest) {
        throw new ArgumentError(
          `laitEncoder: the tokens of a tuple reach place ${segment.start + ids.length}, the network has ` +
            `${backbone.longest}. Give shorter texts, or positions: 'restart'.`,
          { places: segment.start + ids.length, longest: backbone.longest },
        )
      }
      return segment
    })
  }
  return {
    padId: tokenizer.padId,
    read(tuples) {
      const wrong = tuples.findIndex(
        texts => !Array.isArray(texts) || texts.length === 0 || texts.some(text => typeof text !== 'string'),
      )
      if (wrong >= 0)
        throw new ArgumentError(
          `laitEncoder: input ${wrong} is no list of one or more texts. Give a list of its segments.`,
          { index: wrong },
        )
      remember(tuples.flat())
      const segments = tuples.map(segmentsOf)
      forget()
      return segments
    },
  }
}
