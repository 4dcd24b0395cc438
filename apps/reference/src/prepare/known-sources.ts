import { DataError } from '@towerkit/core'
import type { Store } from '../store/store.ts'
import type { TextKind } from '../search/search-text.ts'
import type { PreparedTexts } from './prepared-data.ts'

/** A source whose documents are in the store. */
export interface KnownSource {
  /** The number that its documents, pairs and queries carry, from 1. */
  readonly number: number
  /** The path of its folder or file, or 'api'. */
  readonly name: string
  /** Before each of its ids. */
  readonly prefix: string
  readonly kind: TextKind
  readonly judged: PreparedTexts['judged']
}

/** The fact of the store that lists the sources. */
const sourcesFact = 'sources'

/** The sources of a store, in the order in which they came first. */
export function knownSources(store: Store): KnownSource[] {
  return JSON.parse(store.fact(sourcesFact) ?? '[]') as KnownSource[]
}

/** Remembers the sources. */
export function rememberSources(store: Store, sources: readonly KnownSource[]): void {
  const written = JSON.stringify(sources)
  if (store.fact(sourcesFact) !== written) store.setFact(sourcesFact, written)
}

/** The source of a name: the one that is known, or a new one. */
export function sourceNamed(
  sources: readonly KnownSource[],
  { name, prefix, kind, judged }: Omit<KnownSource, 'number' | 'prefix'> & { readonly prefix: string | undefined },
): KnownSource {
  const known = sources.find(source => source.name === name)
  const number = known?.number ?? Math.max(0, ...sources.map(source => source.number)) + 1
  return { number, name, prefix: prefix ?? known?.prefix ?? '', kind, judged }
}

/**
 * What refuses a document that another source has under the same id, or a section of a file that another source has
 * under the same path: one would take the place of the other, or be shown with it.
 *
 * @param owners The number of the source of each document that is prepared.
 */
export function requireOwnIds(
  sources: readonly KnownSource[],
  owners: ReadonlyMap<string, number>,
): (documents: readonly { readonly id: string }[]) => void {
  const others = new Map<string, KnownSource>()
  for (const [id, number] of owners) {
    const other = sources.find(source => source.number === number)
    if (other !== undefined) others.set(fileOf(id), other)
  }
  return documents => {
    for (const { id } of documents) {
      const other = others.get(fileOf(id))
      if (other === undefined) continue
      throw new DataError(
        `prepare: the document "${id}" is of the source "${other.name}" too. Tell them apart by a prefix of the ids, ` +
          'such as --prefix other/, or replace the other sources: --replace. Nothing was changed.',
        { id, source: other.name },
      )
    }
  }
}

/** An id without what addresses a section in its file. */
function fileOf(id: string): string {
  return id.replace(/#.*$/s, '')
}
