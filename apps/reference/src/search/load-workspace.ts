import { vectorModelFact, type Store } from '../store/store.ts'
import { towersFact } from '../stages/stage-context.ts'
import { openTower } from '../towers/open-tower.ts'
import { readChoice, type SearchChoice } from '../towers/search-choice.ts'
import type { TowerSet } from '../towers/tower-sets.ts'
import type { Workspace } from '../workspace.ts'
import { embedDocuments } from './embed-documents.ts'
import { textKindFact, type TextKind } from './search-text.ts'
import { openSearchableVectors, type SearchableVectors } from './searchable-vectors.ts'
import { loadSearchableWords, readingOf, type SearchableWords } from './searchable-words.ts'

/** Options of `loadWorkspace`. */
export interface LoadWorkspaceOptions {
  readonly tower: 'student' | 'teacher' | undefined
  readonly onProgress: ((stage: string, share: number) => void) | undefined
  readonly signal: AbortSignal | undefined
}

/** All that is in memory, as of one state of the store. */
export interface LoadedWorkspace {
  readonly words: SearchableWords
  readonly vectors: SearchableVectors | undefined
  readonly choice: SearchChoice | undefined
  /** The entry of the log up to which the documents are followed. */
  readonly change: number
  readonly generation: string
  /** What words and vectors were opened by. */
  readonly facts: string
}

/** Reads documents, and the vectors of a set of towers, into memory. */
export async function loadWorkspace(
  store: Store,
  workspace: Workspace,
  towers: TowerSet | undefined,
  { tower, onProgress }: LoadWorkspaceOptions,
): Promise<LoadedWorkspace> {
  using snapshot = store.snapshot()
  const words = await loadSearchableWords(snapshot, share => onProgress?.('Reading documents', share))
  const vectors =
    towers &&
    (await openSearchableVectors(snapshot, workspace, towers, {
      tower,
      onProgress: share => onProgress?.('Building the index', share),
    }))
  return {
    words,
    vectors,
    choice: await choiceOf(vectors),
    change: snapshot.lastChange(),
    generation: snapshot.generation(),
    facts: factsOf(snapshot),
  }
}

/** What the evaluation has chosen for the query tower that answers. */
export async function choiceOf(vectors: SearchableVectors | undefined): Promise<SearchChoice | undefined> {
  return vectors && readChoice(vectors.towers, vectors.queryTower.name)
}

/** Encodes the documents that have no vectors of these towers; then these answer. */
export async function embedMissing(
  store: Store,
  towers: TowerSet,
  { onProgress, signal }: LoadWorkspaceOptions,
): Promise<void> {
  const { documentDigest } = towers
  const { documents, encoded } = store.counts(documentDigest)
  if (store.fact(vectorModelFact) === documentDigest && encoded === documents) return
  await using documentTower = await openTower(towers, 'document')
  await embedDocuments(store, documentTower, {
    kind: kindOf(store),
    signal,
    onProgress: ({ done, total }) => onProgress?.('Encoding documents', total === 0 ? 1 : done / total),
  })
}

/** What the texts of a store are. */
function kindOf(store: Store): TextKind {
  return (store.fact(textKindFact) ?? 'plain') as TextKind
}

/** What decides how texts are read and which towers answer. */
export function factsOf(store: Store): string {
  return JSON.stringify([readingOf(store), ...[vectorModelFact, towersFact].map(name => store.fact(name) ?? '')])
}
