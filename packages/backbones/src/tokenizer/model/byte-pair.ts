import { UnsupportedError } from '@towerkit/core'
import { flagOf, listOf, malformed, textOf, type Fields } from '../read-fields.ts'
import { mergeQueue } from './merge-queue.ts'
import { byteFallback, type Vocabulary } from './vocabulary.ts'

/** Ids are below 2 ** 24, so a pair is a whole number that is exact. */
const pairBase = 2 ** 24

/** `BPE`: characters, of which neighbours are merged in the order of a list. */
export function bytePair(fields: Fields, vocabulary: Vocabulary): (piece: string) => number[] {
  if ((fields['dropout'] ?? 0) !== 0)
    throw new UnsupportedError(
      `loadTokenizer: model.dropout is ${String(fields['dropout'])}, which gives a text other ids each time. Set ` +
        'it to ' +
        'null.',
      { dropout: fields['dropout'] },
    )
  const prefix = optionalText(fields, 'continuing_subword_prefix')
  const suffix = optionalText(fields, 'end_of_word_suffix')
  const fuses = flagOf(fields['fuse_unk'] ?? false, 'model.fuse_unk')
  const fallsBack = flagOf(fields['byte_fallback'] ?? false, 'model.byte_fallback')
  const ignoresMerges = flagOf(fields['ignore_merges'] ?? false, 'model.ignore_merges')
  const unknownToken = optionalText(fields, 'unk_token')
  const unknown = vocabulary.get(unknownToken)
  const { ranks, merged } = mergesOf(fields['merges'], vocabulary, prefix)

  const symbolsOf = (piece: string) => {
    const symbols: number[] = []
    let pending = false
    let at = 0
    for (const character of piece) {
      const first = at === 0
      at += character.length
      const symbol = (first ? '' : prefix) + character + (at === piece.length ? suffix : '')
      const id = vocabulary.get(symbol)
      if (id !== undefined) {
        if (pending) symbols.push(unknown!)
        pending = false
        symbols.push(id)
        continue
      }
      const bytes = fallsBack ? byteFallback(symbol, vocabulary) : undefined
      if (bytes !== undefined) {
        symbols.push(...bytes)
      } else if (unknownToken !== '') {
        // Only a fault if there is an unknown character.
        if (unknown === undefined) malformed('model.unk_token', unknownToken, 'a token of model.vocab')
        if (pending && !fuses) symbols.push(unknown)
        pending = true
      }
    }
    if (pending) symbols.push(unknown!)
    return symbols
  }

  return piece => {
    const whole = ignoresMerges ? vocabulary.get(piece) : undefined
    return whole === undefined ? mergeAll(symbolsOf(piece), ranks, merged) : [whole]
  }
}

/** Merges the pair of the lowest rank, among equal ones the first, until no two neighbours can be merged. */
function mergeAll(symbols: number[], ranks: ReadonlyMap<number, number>, merged: readonly number[]): number[] {
  const count = symbols.length
  if (count < 2) return symbols
  const queue = mergeQueue()
  const offer = (left: number, right: number) => {
    const rank = ranks.get(symbols[left]! * pairBase + symbols[right]!)
    if (rank !== undefined) queue.push(rank, left)
  }
  const next = new Int32Array(count)
  const previous = new Int32Array(count)
  for (let at = 0; at < count; at++) {
    next[at] = at + 1
    previous[at] = at - 1
    if (at + 1 < count) offer(at, at + 1)
  }
  const gone = new Uint8Array(count)
  while (queue.size() > 0) {
    const { rank, position } = queue.pop()
    const right = next[position]!
    if (gone[position] === 1 || right >= count) continue
    // The neighbours may have been merged since.
    const current = ranks.get(symbols[position]! * pairBase + symbols[right]!)
    if (current === undefined || merged[current] !== merged[rank]) continue
    symbols[position] = merged[rank]!
    gone[right] = 1
    const after = next[right]!
    next[position] = after
    if (after < count) {
      previous[after] = position
      offer(position, after)
    }
    if (previous[position]! >= 0) offer(previous[position]!, position)
  }
  return symbols.filter((_, at) => gone[at] === 0)
}

function mergesOf(json: unknown, vocabulary: Vocabulary, prefix: string) {
  const ranks = new Map<number, number>()
  const merged: number[] = []
  const lines = listOf(json, 'model.merges').filter(line => !(typeof line === 'string' && line.startsWith('#version')))
  for (const [rank, line] of lines.entries()) {
    const pair: unknown = typeof line === 'string' ? line.split(' ') : line
    const [left, right] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : []
    if (typeof left !== 'string' || typeof right !== 'string')
      malformed(`model.merges[${rank}]`, line, 'a pair of tokens')
    const ids = [left, right, left + right.slice(prefix.length)].map(token => vocabulary.get(token))
    const [leftId, rightId, mergedId] = ids
    if (leftId === undefined || rightId === undefined || mergedId === undefined)
      malformed(`model.merges[${rank}]`, line, 'a pair of tokens of model.vocab whose union is one too')
    ranks.set(leftId * pairBase + rightId, rank)
    merged.push(mergedId)
  }
  return { ranks, merged }
}

function optionalText(fields: Fields, name: string): string {
  const value = fields[name] ?? null
  return value === null ? '' : textOf(value, `model.${name}`)
}
