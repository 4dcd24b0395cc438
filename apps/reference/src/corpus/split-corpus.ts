import { ArgumentError } from '@towerkit/core'
import type { ApiItem } from './api-item.ts'
import type { ApiQuery, ApiSplit, ApiTrainPair } from './api-split.ts'
import { documentText } from './document-text.ts'
import { nearDuplicates } from './near-duplicates.ts'
import { partOf } from './part-of.ts'
import { splitIdentifiers } from './split-identifiers.ts'

export interface SplitCorpusOptions {
  /** Share of the modules held out for testing, 0 to 1. Default 0.15. */
  readonly testShare?: number
  /** Share of the modules held out for choosing settings, 0 to 1. Default 0.05. */
  readonly devShare?: number
  /** Fewest words of a query. Default 5. */
  readonly minimumWords?: number
  /** Most items that may share one description; above, it names no single thing. Default 10. */
  readonly maximumRelevant?: number
  /** Word-pair overlap (Jaccard) with a held-out query from which a train pair is dropped, 0 to 1. Default 0.6. */
  readonly duplicateOverlap?: number
}

/**
 * Splits a corpus by whole modules, by a hash of the module's name: adding a module moves no other.
 *
 * Items with the same description make one query, for which all of them are relevant. If any of them is held out, so is
 * the query, and none of them is trained on with it. Nearly equal queries are dropped from training as well.
 *
 * @returns Documents, pairs and queries in the order of `items`.
 * @throws ArgumentError if the shares are not within 0 and 1.
 */
export function splitCorpus(
  items: readonly ApiItem[],
  {
    testShare = 0.15,
    devShare = 0.05,
    minimumWords = 5,
    maximumRelevant = 10,
    duplicateOverlap = 0.6,
  }: SplitCorpusOptions = {},
): ApiSplit {
  if (!(testShare >= 0 && devShare >= 0 && testShare + devShare <= 1)) {
    throw new ArgumentError(
      `splitCorpus: testShare ${testShare} and devShare ${devShare}. Give shares from 0 whose sum is at most 1.`,
      { testShare, devShare },
    )
  }
  const documents = items.map(item => ({ id: item.id, text: documentText(item) }))
  const part = (members: readonly number[]) =>
    partOf(
      members.map(index => items[index]!.module),
      testShare,
      devShare,
    )
  const pair =
    (query: string) =>
    (index: number): ApiTrainPair => ({ query, positive: documents[index]!.text, document: documents[index]!.id })

  const described = groupByText(items, ({ query }) => [query], minimumWords)
  const held = { dev: [] as ApiQuery[], test: [] as ApiQuery[] }
  const candidates: ApiTrainPair[] = []
  let boilerplate = 0
  for (const [text, members] of described.groups) {
    const where = part(members)
    if (members.length > maximumRelevant) boilerplate += members.length
    else if (where === 'train') candidates.push(...members.map(pair(text)))
    else {
      const first = items[members[0]!]!
      held[where].push({ id: first.id, text, original: first.query, relevant: members.map(index => items[index]!.id) })
    }
  }

  const own = candidates.length
  for (const [text, members] of groupByText(items, ({ details }) => details, minimumWords).groups) {
    if (members.length > maximumRelevant || part(members) !== 'train' || described.groups.has(text)) continue
    candidates.push(...members.map(pair(text)))
  }

  const heldTexts = [...held.dev, ...held.test].map(({ text }) => text)
  const leaked = nearDuplicates(
    candidates.map(({ query }) => query),
    heldTexts,
    duplicateOverlap,
  )
  const train = candidates.filter((_, index) => index < own && !leaked.has(index))
  const details = candidates.filter((_, index) => index >= own && !leaked.has(index))
  const modules = new Set(items.map(({ module }) => module))
  return {
    documents,
    train,
    details,
    ...held,
    counts: {
      items: items.length,
      documents: documents.length,
      modules: modules.size,
      testModules: [...modules].filter(module => partOf([module], testShare, devShare) === 'test').length,
      trainPairs: train.length,
      detailPairs: details.length,
      devQueries: held.dev.length,
      testQueries: held.test.length,
      tooShort: described.tooShort,
      boilerplate,
      nearDuplicates: leaked.size,
    },
  }
}

/** The items of each text, which is made ready for a tokenizer; texts with too few words are counted and left out. */
function groupByText(items: readonly ApiItem[], textsOf: (item: ApiItem) => readonly string[], minimumWords: number) {
  const groups = new Map<string, number[]>()
  let tooShort = 0
  for (const [index, item] of items.entries()) {
    for (const original of textsOf(item)) {
      const text = splitIdentifiers(original)
      if ((text.match(/\p{L}+/gu)?.length ?? 0) < minimumWords) tooShort++
      else if (!groups.has(text)) groups.set(text, [index])
      else groups.get(text)!.push(index)
    }
  }
  return { groups, tooShort }
}
