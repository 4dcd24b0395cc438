import { DataError } from '@towerkit/core'
import { flagOf, listOf, malformed, type Fields } from '../read-fields.ts'
import { tokenTrie } from './token-trie.ts'
import { byteFallback } from './vocabulary.ts'

/** How much less likely an unknown character is than the least likely token. */
const unknownPenalty = 10

export interface UnigramVocabulary {
  readonly tokens: readonly string[]
  readonly scores: Float64Array
}

/** Reads the tokens of a Unigram model and the logarithms of their probabilities. */
export function unigramVocabulary(fields: Fields): UnigramVocabulary {
  const entries = listOf(fields['vocab'], 'model.vocab')
  const tokens: string[] = []
  const scores = new Float64Array(entries.length)
  for (const [id, entry] of entries.entries()) {
    const [token, score] = Array.isArray(entry) ? (entry as unknown[]) : []
    if (typeof token !== 'string' || !Number.isFinite(score))
      malformed(`model.vocab[${id}]`, entry, 'a token and its score')
    tokens.push(token)
    scores[id] = score as number
  }
  return { tokens, scores }
}

/** `Unigram`: the most likely way to part a piece into tokens; unknown characters next to each other are one. */
export function unigram(fields: Fields, { tokens, scores }: UnigramVocabulary): (piece: string) => number[] {
  const unknown = unknownOf(fields['unk_id'] ?? null, tokens.length)
  const fallsBack = flagOf(fields['byte_fallback'] ?? false, 'model.byte_fallback')
  const idOf = new Map(tokens.map((token, id) => [token, id]))
  const trie = tokenTrie(tokens)
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - unknownPenalty
  const needed = () => {
    if (unknown >= 0) return unknown
    throw new DataError(
      'encodeBatch: a text has an unknown character, but model.unk_id of the tokenizer.json is missing. Give an ' +
        'unchanged tokenizer.json.',
    )
  }
  const unknownPart = (part: string): readonly number[] =>
    idOf.has(part) ? [idOf.get(part)!] : ((fallsBack ? byteFallback(part, idOf) : undefined) ?? [needed()])

  return piece => {
    const size = piece.length
    const best = new Float64Array(size + 1)
    const starts = new Int32Array(size + 1).fill(-1)
    const ids = new Int32Array(size + 1)
    for (let start = 0; start < size; ) {
      const width = piece.codePointAt(start)! > 0xffff ? 2 : 1
      const till = best[start]!
      let hasSingle = false
      const offer = (end: number, score: number, id: number) => {
        if (starts[end]! >= 0 && score <= best[end]!) return
        best[end] = score
        starts[end] = start
        ids[end] = id
      }
      for (let end = start, node = 0; end < size; ) {
        node = trie.child(node, piece.charCodeAt(end))
        if (node < 0) break
        end++
        const id = trie.ids[node]!
        if (id < 0) continue
        offer(end, scores[id]! + till, id)
        hasSingle ||= end - start === width
      }
      if (!hasSingle) offer(start + width, unknownScore + till, needed())
      start += width
    }
    // Backwards along the best path; `fused` is where a run of unknown characters ends.
    const reversed: number[] = []
    let fused = -1
    const closeRun = (start: number) => {
      if (fused >= 0) reversed.push(...[...unknownPart(piece.slice(start, fused))].reverse())
      fused = -1
    }
    for (let end = size; end > 0; end = starts[end]!) {
      if (ids[end] === unknown) {
        if (fused < 0) fused = end
        continue
      }
      closeRun(end)
      reversed.push(ids[end]!)
    }
    closeRun(0)
    return reversed.reverse()
  }
}

function unknownOf(id: unknown, count: number): number {
  if (id === null) return -1
  if (!(typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < count))
    malformed('model.unk_id', id, `null or a whole number from 0, below ${count}`)
  return id
}
