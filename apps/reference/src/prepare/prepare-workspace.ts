import { DataError } from '@towerkit/core'
import { languageTokens, type Language } from '@towerkit/retrieval/languages'
import { textKindFact } from '../search/search-text.ts'
import { languageFact } from '../search/workspace-words.ts'
import type { Store } from '../store/store.ts'
import type { Workspace } from '../workspace.ts'
import { documentSpool } from './document-spool.ts'
import { knownSources, rememberSources, requireOwnIds, sourceNamed, type KnownSource } from './known-sources.ts'
import type { LeftOut } from './left-out.ts'
import { mergePrepared } from './merge-prepared.ts'
import { judgedFact, type DocumentSource, type TrainingPair } from './prepared-data.ts'
import { spoolChanges, storeSpooled } from './spool-changes.ts'
import { withPrefix } from './with-prefix.ts'

/** Options of `prepareWorkspace`. */
export interface PrepareOptions {
  readonly workspace: Workspace
  readonly signal: AbortSignal
  /** Language of the texts, as `languageTokens` takes it. Default: as before, or English. */
  readonly language?: string
  /** What tells the source from others: the path of its folder or file. Default ''. */
  readonly name?: string
  /** Before each id of the source. Default: as before, or none. */
  readonly prefix?: string | undefined
  /** Whether the documents of all other sources go. Default false. */
  readonly replace?: boolean
  /** More pairs to train on. Default: none. */
  readonly pairs?: readonly TrainingPair[]
  readonly onProgress?: (documents: number) => void
}

/** What there is afterwards. */
export interface Prepared {
  /** Of all sources, and those that were added otherwise. */
  readonly documents: number
  readonly passages: number
  /** Documents that are new or have changed. */
  readonly stored: number
  /** Documents of an earlier preparation that the source has no more, and with `replace` those of other sources. */
  readonly removed: number
  /** Of all sources. */
  readonly pairs: number
  readonly queries: number
  readonly sources: readonly string[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * Takes in the documents of a source, its pairs and its held-out queries, beside those of other sources. What has not
 * changed since an earlier time is left alone, with its vectors; what the source has no more is removed. Documents that
 * were added otherwise stay. Nothing is changed before the source has been read to its end.
 *
 * @throws {DataError} if the source has no document at all, an id of another source, or texts of another kind.
 * @throws {ArgumentError} if the language is not known.
 */
export async function prepareWorkspace(
  store: Store,
  given: DocumentSource,
  { workspace, signal, language, name = '', prefix, replace = false, pairs: more = [], onProgress }: PrepareOptions,
): Promise<Prepared> {
  if (language !== undefined) languageTokens({ language: language as Language })
  const before = knownSources(store)
  const known = sourceNamed(before, { name, prefix, kind: given.kind, judged: 'documents' })
  const others = replace ? [] : before.filter(({ number }) => number !== known.number)
  requireKind(known, others)
  const source = withPrefix(given, known.prefix)
  const owners = store.preparedIds()
  const requireOwn = requireOwnIds(others, owners)
  const stays = (number: number) => others.some(other => other.number === number)
  const gone = new Set([...owners].filter(([, number]) => !stays(number)).map(([id]) => id))

  await using spool = await documentSpool(workspace.path('prepare.tmp'))
  const read = await spoolChanges(spool, source.documents(signal), {
    store,
    onRead: (documents, total) => {
      requireOwn(documents)
      for (const { id } of documents) gone.delete(id)
      onProgress?.(total)
    },
    isOwn: id => owners.get(id) === known.number,
  })
  if (read === 0)
    throw new DataError(
      'prepare: there is no document in the source. Give one that has some; ' +
        `${owners.size === 0 ? 'nothing was stored' : `the ${owners.size} of an earlier time are still there`}.`,
      { stored: owners.size },
    )
  const { pairs, queries, judged, leftOut = [] } = await source.texts(signal)

  const now = { ...known, judged }
  const sources = [...others, now].sort((a, b) => a.number - b.number)
  // Before the documents: whoever is stopped among them finds them as those of this source the next time.
  rememberSources(store, replace ? sources : merged(before, now))
  if (language !== undefined && language !== store.fact(languageFact)) store.setFact(languageFact, language)
  if (store.fact(textKindFact) !== source.kind) {
    store.setFact(textKindFact, source.kind)
    // They are of texts that were made ready otherwise.
    store.clearVectors()
  }
  await storeSpooled(store, spool, { number: known.number, signal })
  const [removed = []] = gone.size === 0 ? [] : store.change([{ remove: [...gone] }])
  const counts = await mergePrepared(workspace, { source: now, others, pairs: [...pairs, ...more], queries })
  // Where titles are the queries of one source, no title may be in what is searched.
  const judgedAll = sources.some(each => each.judged === 'bodies') ? 'bodies' : 'documents'
  if (store.fact(judgedFact) !== judgedAll) store.setFact(judgedFact, judgedAll)
  const { documents, passages } = store.counts()
  return {
    documents,
    passages,
    stored: spool.count,
    removed: removed.length,
    ...counts,
    sources: sources.map(each => each.name),
    leftOut,
  }
}

/** Texts of one kind are made ready for words and towers otherwise than those of another. */
function requireKind(source: KnownSource, others: readonly KnownSource[]): void {
  const other = others.find(({ kind }) => kind !== source.kind)
  if (other === undefined) return
  throw new DataError(
    `prepare: "${source.name}" holds texts of the kind "${source.kind}", the source "${other.name}" of the kind ` +
      `"${other.kind}". Give another --folder, or replace the other sources: --replace.`,
    { source: source.name, kind: source.kind, other: other.name },
  )
}

function merged(before: readonly KnownSource[], source: KnownSource): KnownSource[] {
  return [...before.filter(({ number }) => number !== source.number), source].sort((a, b) => a.number - b.number)
}
