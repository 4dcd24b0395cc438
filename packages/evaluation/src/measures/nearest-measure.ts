import { nearestName } from '@towerkit/core'
import type { MeasureDefinition } from './measure.ts'

/** Names of other libraries for measures that are known here by others. */
const elsewhere: Readonly<Record<string, string>> = {
  hr: 'Success',
  hit: 'Success',
  hits: 'Success',
  hitrate: 'Success',
  hitratio: 'Success',
  acc: 'Success',
  map: 'AP',
  meanaverageprecision: 'AP',
  mrr: 'RR',
  reciprank: 'RR',
  meanreciprocalrank: 'RR',
  ndcgcut: 'nDCG',
  normalizeddiscountedcumulativegain: 'nDCG',
  prec: 'P',
  f1: 'SetF',
}

/**
 * The form of a known measure that a text of another spelling most likely means: `ndcg@10`, `nDCG10`, `ndcg_cut_10`,
 * `recall@100`, `hit_rate@5` or `presicion@5`.
 *
 * @returns undefined if none is near.
 */
export function nearestMeasure(text: string, definitions: readonly MeasureDefinition[]): string | undefined {
  const [, written = '', within = '', at] = form.exec(text.trim()) ?? []
  const name = plain(written)
  if (name === '') return undefined
  const named = new Map(
    definitions.flatMap(each => [each.name, ...Object.keys(each.aliases ?? {})].map(known => [plain(known), each])),
  )
  for (const [other, known] of Object.entries(elsewhere)) {
    const definition = definitions.find(each => each.name === known)
    if (definition !== undefined && !named.has(other)) named.set(other, definition)
  }
  const nearest = named.get(nearestName(name, named.keys()) ?? '')
  if (nearest === undefined) return undefined
  const { name: found, parameters, at: behind = 'cutoff' } = nearest
  if (parameters[behind] === undefined) return `${found}${within}`
  const cutoff = at ?? (parameters[behind] !== 'required' ? undefined : behind === 'recall' ? '0.5' : '10')
  return `${found}${within}${cutoff === undefined ? '' : `@${cutoff}`}`
}

/** A name, perhaps parameters, and perhaps a number behind @, _, -, a space or nothing. */
const form = /^(.*?\p{L})\s*(\([^()]*\))?[\s@_.:-]*(\d+(?:\.\d+)?)?$/u

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
