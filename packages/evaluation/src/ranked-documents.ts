/**
 * The documents of one query in trec_eval's order: by score, highest first, and equal scores by document id, last first.
 *
 * As in trec_eval scores are compared as 32-bit numbers, and ids by the bytes of their UTF-8 text.
 *
 * @param documents Document id -> score.
 * @see https://github.com/usnistgov/trec_eval, form_res_rels.c, comp_sim_docno
 */
export function rankedDocuments(documents: ReadonlyMap<string, number>): string[] {
  const ids = [...documents.keys()]
  const scores = Float32Array.from(documents.values())
  const order = ids.map((_, i) => i)
  order.sort((a, b) => {
    const first = scores[a]!
    const second = scores[b]!
    return first === second ? compareBytes(ids[b]!, ids[a]!) : first > second ? -1 : 1
  })
  return order.map(i => ids[i]!)
}

/** Order of the UTF-8 bytes, which is the order of code points. JavaScript's own order is that of UTF-16 units. */
function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const first = a.charCodeAt(i)
    const second = b.charCodeAt(i)
    if (first !== second) return codePointOrder(first) - codePointOrder(second)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above every other unit, so they move behind U+FFFF. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
