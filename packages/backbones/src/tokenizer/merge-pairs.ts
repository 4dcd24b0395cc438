import { pairQueue } from './pair-queue.ts'

export interface MergePairsInput {
  /** Tokens by id; those within a word start with `##`. Grows by the merged ones. */
  readonly tokens: string[]
  /** Each word as token ids; replaced while pairs are merged. */
  readonly words: (readonly number[])[]
  /** How often each word occurs. */
  readonly frequencies: readonly number[]
  /** Most tokens, those given included. */
  readonly size: number
  /** Fewest occurrences of a pair that is merged. */
  readonly minimumFrequency: number
}

interface Pair {
  readonly left: number
  readonly right: number
  count: number
  /** Words that hold the pair, or once held it. */
  readonly words: Set<number>
}

/**
 * Merges the most frequent pair of neighbouring tokens until `tokens` has `size` entries or no pair is frequent enough.
 *
 * Counts are kept up to date word by word, so that a merge costs what its words cost and not what the corpus costs.
 */
export function mergePairs({ tokens, words, frequencies, size, minimumFrequency }: MergePairsInput): void {
  const ids = new Map(tokens.map((token, id) => [token, id]))
  const pairs = new Map<number, Pair>()
  const queue = pairQueue()

  const change = (left: number, right: number, difference: number, word: number) => {
    const key = pairKey(left, right)
    let pair = pairs.get(key)
    if (pair === undefined) pairs.set(key, (pair = { left, right, count: 0, words: new Set() }))
    pair.count += difference
    if (difference > 0) pair.words.add(word)
    return pair
  }
  const enqueue = ({ left, right, count }: Pair) => {
    if (count >= minimumFrequency) queue.push({ left, right, count, label: `${tokens[left]!} ${tokens[right]!}` })
  }

  for (const [word, parts] of words.entries()) {
    for (let place = 1; place < parts.length; place++)
      change(parts[place - 1]!, parts[place]!, frequencies[word]!, word)
  }
  for (const pair of pairs.values()) enqueue(pair)

  while (tokens.length < size) {
    const best = queue.pop()
    if (best === undefined) return
    const key = pairKey(best.left, best.right)
    const pair = pairs.get(key)
    if (pair?.count !== best.count) {
      // Counts that fell are only noticed here; those that rose have been queued again.
      if (pair !== undefined && pair.count < best.count) enqueue(pair)
      continue
    }
    const text = tokens[best.left]! + tokens[best.right]!.slice(2)
    // Two ways of building one token, such as a + bc and ab + c, share its id.
    const merged = ids.get(text) ?? tokens.push(text) - 1
    ids.set(text, merged)
    const raised = new Set<Pair>()
    for (const word of pair.words) {
      const before = words[word]!
      const after = mergeInWord(before, best.left, best.right, merged)
      if (after.length === before.length) continue
      words[word] = after
      const frequency = frequencies[word]!
      for (let place = 1; place < before.length; place++) change(before[place - 1]!, before[place]!, -frequency, word)
      for (let place = 1; place < after.length; place++) {
        const changed = change(after[place - 1]!, after[place]!, frequency, word)
        if (changed.left === merged || changed.right === merged) raised.add(changed)
      }
    }
    pairs.delete(key)
    for (const raisedPair of raised) enqueue(raisedPair)
  }
}

/** Two ids as one key; ids stay far below 2 ** 26. */
function pairKey(left: number, right: number) {
  return left * 2 ** 26 + right
}

function mergeInWord(word: readonly number[], left: number, right: number, merged: number) {
  const result: number[] = []
  for (let place = 0; place < word.length; place++) {
    if (word[place] === left && word[place + 1] === right) {
      result.push(merged)
      place++
    } else {
      result.push(word[place]!)
    }
  }
  return result
}
