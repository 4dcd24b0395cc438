import { whereMatcher, type Metadata, type Where } from '@towerkit/core'
import { bm25Index, type Bm25Index, type ParsedQuery } from '@towerkit/retrieval'
import type { NumberedDocument } from '../store/document-row.ts'
import type { Store } from '../store/store.ts'
import type { OpenTower } from '../towers/open-tower.ts'
import type { Workspace } from '../workspace.ts'
import { addPassages, openDenseIndex, passageKey, saveDenseIndex, type DenseIndex } from './dense-index.ts'
import { lookedUpText, type TextKind } from './search-text.ts'
import { workspaceWords } from './workspace-words.ts'

/** What a search needs in memory, as of one state of the store. */
export interface SearchableState {
  readonly lexical: Bm25Index
  /** Cuts texts into words and parts of identifiers, to compare a query with passages. */
  readonly tokens: (text: string) => readonly string[]
  readonly dense: DenseIndex | undefined
  readonly passages: number
  readonly documents: number
  /** The state of the store that this is. */
  readonly generation: string
  /** Takes over a change that the store has. */
  apply(change: StateChange): Promise<void>
  /** Whether a document may be found: under a condition, and by the signs of a query; undefined if all may. */
  allowed(where: Where | undefined, query?: ParsedQuery | string): ((number: number) => boolean) | undefined
  /** Writes the index to its file where that is of another state. */
  save(): Promise<void>
  close(): Promise<void>
}

/** A change of the store: what went, what came, and its state afterwards. */
export interface StateChange {
  readonly removed: readonly number[]
  readonly added: readonly (NumberedDocument & { readonly vectors: Float32Array | undefined })[]
  readonly generation: string
}

/** What `loadSearchableState` takes beside store and workspace. */
export interface LoadStateOptions {
  readonly kind: TextKind
  readonly tower: OpenTower | undefined
  readonly onProgress?: ((stage: string, share: number) => void) | undefined
}

/** Reads the store into memory. */
export async function loadSearchableState(
  store: Store,
  workspace: Workspace,
  { kind, tower, onProgress }: LoadStateOptions,
): Promise<SearchableState> {
  let generation = store.generation()
  const known = new Map<number, { readonly metadata: Metadata; readonly passages: number }>()
  const lexical = bm25Index({ tokenize: workspaceWords(store) })
  let passages = 0
  const remember = (documents: readonly NumberedDocument[]) => {
    for (const {
      number,
      metadata,
      passages: { length },
    } of documents) {
      known.set(number, { metadata, passages: length })
      passages += length
    }
    lexical.add(documents.map(document => ({ id: String(document.number), text: lookedUpText(document, kind) })))
  }
  const total = store.counts().documents
  let page: NumberedDocument[] = []
  for (const document of store.documents()) {
    if (page.push(document) < documentsAtOnce) continue
    remember(page)
    page = []
    onProgress?.('Reading documents', known.size / total)
    await new Promise(resolve => {
      setImmediate(resolve)
    })
  }
  remember(page)
  const dense =
    tower &&
    (await openDenseIndex(store, workspace, { digest: tower.digest, dimensions: tower.encoder.dimensions }, share =>
      onProgress?.('Building the index', share),
    ))
  let saved = dense?.built === false ? generation : undefined

  return {
    lexical,
    tokens: workspaceWords(store, { splitIdentifiers: true }),
    dense: dense?.index,
    get passages() {
      return passages
    },
    get documents() {
      return known.size
    },
    get generation() {
      return generation
    },
    async apply({ removed, added, generation: next }) {
      // At once: whoever searches meanwhile finds words and fields of the new state.
      generation = next
      try {
        const gone = removed.flatMap(number =>
          Array.from({ length: known.get(number)?.passages ?? 0 }, (_, ordinal) => passageKey(number, ordinal)),
        )
        for (const number of removed) {
          passages -= known.get(number)?.passages ?? 0
          known.delete(number)
        }
        lexical.remove(removed.map(String))
        remember(added)
        if (dense === undefined) return
        if (gone.length > 0) await dense.index.remove(gone)
        await addPassages(
          dense.index,
          added.flatMap(({ number, vectors }) => (vectors === undefined ? [] : [{ number, vectors }])),
        )
      } catch (error) {
        // The store has it: the next call reads it again.
        generation = ''
        throw error
      }
    },
    allowed(where, query) {
      const condition = typeof query === 'object' ? lexical.condition(query) : undefined
      const fulfils = condition && ((number: number) => condition(String(number)))
      if (where === undefined) return fulfils
      const fits = whereMatcher(where)
      const answers = new Map<number, boolean>()
      return number => {
        const answer =
          answers.get(number) ?? (fits(known.get(number)?.metadata ?? {}) && (fulfils === undefined || fulfils(number)))
        answers.set(number, answer)
        return answer
      }
    },
    async save() {
      if (dense === undefined || saved === generation) return
      await saveDenseIndex(dense.index, workspace, generation)
      saved = generation
    },
    async close() {
      await dense?.index.close()
    },
  }
}

/** Documents that are read at once; between two pages the event loop is free. */
const documentsAtOnce = 2000
