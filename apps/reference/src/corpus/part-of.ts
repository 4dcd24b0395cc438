/** The strictest part among the modules: one held-out module holds the query out. */
export function partOf(modules: readonly string[], testShare: number, devShare: number) {
  const lowest = Math.min(...modules.map(unitHash))
  return lowest < testShare ? 'test' : lowest < testShare + devShare ? 'dev' : 'train'
}

/** FNV-1a with a final mix (its low bits alone are too regular for short names), as a number in [0, 1). */
function unitHash(text: string) {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
