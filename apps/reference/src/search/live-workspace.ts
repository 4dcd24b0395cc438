import { ModelError } from '@towerkit/core'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { hasTower, openTower, type OpenTower } from '../towers/open-tower.ts'
import { openWorkspace } from '../workspace.ts'
import { embedDocuments, vectorModelFact } from './embed-documents.ts'
import { loadSearchableState, type SearchableState } from './searchable-state.ts'
import { textKindFact, type TextKind } from './search-text.ts'

/** Options of `openLiveWorkspace`. */
export interface LiveWorkspaceOptions {
  readonly tower: 'student' | 'teacher' | undefined
  readonly onProgress: ((stage: string, share: number) => void) | undefined
  readonly signal: AbortSignal | undefined
}

/** The documents of a workspace, its towers, and what of both is in memory. */
export interface LiveWorkspace extends AsyncDisposable {
  readonly store: Store
  readonly kind: TextKind
  readonly documentTower: OpenTower | undefined
  readonly queryTower: OpenTower | undefined
  readonly state: SearchableState
  /** Takes over what other processes have changed since the last time. */
  refresh(): Promise<void>
}

/**
 * Opens a workspace. Documents without vectors are encoded first, if there are towers.
 *
 * @throws {DataError} if the store or a tower is damaged; {ModelError} if the vectors are of another document tower.
 */
export async function openLiveWorkspace(
  folder: string,
  { tower: wanted, onProgress, signal }: LiveWorkspaceOptions,
): Promise<LiveWorkspace> {
  await using opened = new AsyncDisposableStack()
  const workspace = await openWorkspace(folder)
  const store = opened.use(openStore(workspace.path('store.sqlite')))
  const kind = (store.fact(textKindFact) ?? 'plain') as TextKind
  const [documentTower, queryTower] = await openTowers()
  const load = async () => {
    if (documentTower !== undefined) await embed(documentTower)
    return loadSearchableState(store, workspace, { kind, tower: documentTower, onProgress })
  }
  let state = await load()
  await state.save()
  const kept = opened.move()
  let refreshing: Promise<void> | undefined

  async function openTowers(): Promise<[document: OpenTower, query: OpenTower] | []> {
    if (!(await hasTower(workspace, 'document'))) return []
    const query = wanted ?? ((await hasTower(workspace, 'student')) ? 'student' : 'teacher')
    return [opened.use(await openTower(workspace, 'document')), opened.use(await openTower(workspace, query))]
  }

  async function embed(tower: OpenTower): Promise<void> {
    const model = store.fact(vectorModelFact)
    if (model !== undefined && model !== tower.digest)
      throw new ModelError(
        `openSearchService: the vectors of "${store.path}" are of another document tower than the one in ` +
          `"${folder}". Embed again: towerkit embed.`,
        { model, tower: tower.digest },
      )
    const { documents, encoded } = store.counts()
    if (encoded < documents || model === undefined)
      await embedDocuments(store, tower, {
        kind,
        signal,
        onProgress: ({ done, total }) => onProgress?.('Encoding documents', done / total),
      })
  }

  async function reload(): Promise<void> {
    const old = state
    state = await load()
    await old.close()
  }

  return {
    store,
    kind,
    documentTower,
    queryTower,
    get state() {
      return state
    },
    async refresh() {
      if (state.generation === store.generation()) return
      await (refreshing ??= reload().finally(() => {
        refreshing = undefined
      }))
    },
    async [Symbol.asyncDispose]() {
      // A cache: if it cannot be written, the next opening builds it from the store.
      await state.save().catch(() => {})
      await state.close()
      await kept.disposeAsync()
    },
  }
}
