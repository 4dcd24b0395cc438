/** Tokens by their UTF-16 units, in flat arrays: a vocabulary of 250,000 tokens has some million nodes. */
export interface TokenTrie {
  /** The node behind `node` (0 is the root) for a unit; -1 if no token continues so. */
  child(node: number, unit: number): number
  /** The id of the token that ends at a node; -1 if none does. */
  readonly ids: Int32Array
}

/** @param tokens Index is the id; of two equal tokens the later one counts. */
export function tokenTrie(tokens: readonly string[]): TokenTrie {
  const units = tokens.reduce((sum, token) => sum + token.length, 0)
  // An open hash table from node and unit to the next node, at most half full.
  const bits = Math.ceil(Math.log2(Math.max(16, 2 * units)))
  const mask = 2 ** bits - 1
  const parents = new Int32Array(mask + 1)
  const characters = new Uint16Array(mask + 1)
  const children = new Int32Array(mask + 1)
  const ids = new Int32Array(units + 1).fill(-1)
  const slotOf = (node: number, unit: number) => {
    let slot = (Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)) >>> (32 - bits)
    while (children[slot] !== 0 && (parents[slot] !== node || characters[slot] !== unit)) slot = (slot + 1) & mask
    return slot
  }
  let nodes = 1
  for (const [id, token] of tokens.entries()) {
    let node = 0
    for (let at = 0; at < token.length; at++) {
      const unit = token.charCodeAt(at)
      const slot = slotOf(node, unit)
      if (children[slot] === 0) {
        parents[slot] = node
        characters[slot] = unit
        children[slot] = nodes++
      }
      node = children[slot]!
    }
    ids[node] = id
  }
  return {
    child(node, unit) {
      const found = children[slotOf(node, unit)]!
      return found === 0 ? -1 : found
    },
    ids,
  }
}
