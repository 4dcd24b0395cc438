import { ArgumentError } from '@towerkit/core'
import { kindOf } from './kind-of.ts'

/**
 * How equal scores are ordered:
 *
 * - trec_eval: scores as 32-bit numbers, equal ones by document id, last first;
 * - last id, first id: scores as they are, equal ones by document id, last or first first;
 * - as given: scores as they are, equal ones as the run has them.
 */
export type TieOrder = 'trec_eval' | 'last id' | 'first id' | 'as given'

/**
 * The documents of one query, best score first. Ids are compared by the bytes of their UTF-8 text.
 *
 * @param documents Document id -> score.
 * @param ties Default: trec_eval's order.
 * @see https://github.com/usnistgov/trec_eval, form_res_rels.c, comp_sim_docno
 *
 * @example
 * rankedDocuments(new Map([['a', 1], ['b', 1], ['c', 2]])) // ['c', 'b', 'a']
 */
export function rankedDocuments(documents: ReadonlyMap<string, number>, ties: TieOrder = 'trec_eval'): string[] {
  if (!(documents instanceof Map))
    throw new ArgumentError(`rankedDocuments: documents is ${kindOf(documents)}. Give a Map from ids to scores.`)
  const ids = [...documents.keys()]
  const scores = ties === 'trec_eval' ? Float32Array.from(documents.values()) : Float64Array.from(documents.values())
  const order = ids.map((_, i) => i)
  order.sort((a, b) => {
    const first = scores[a]!
    const second = scores[b]!
    if (first !== second) return first > second ? -1 : 1
    if (ties === 'as given') return a - b
    return ties === 'first id' ? compareBytes(ids[a]!, ids[b]!) : compareBytes(ids[b]!, ids[a]!)
  })
  return order.map(i => ids[i]!)
}

/** Order of the UTF-8 bytes, which is the order of code points. JavaScript's own order is that of UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const first = a.charCodeAt(i)
    const second = b.charCodeAt(i)
    if (first !== second) return codePointOrder(first) - codePointOrder(second)
  }
  return a.length - b.length
}

/** Surrogates represent code points above every other unit, so they sort after U+FFFF. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}
