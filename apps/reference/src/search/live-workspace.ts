import { openStore } from '../store/open-store.ts'
import { vectorModelFact, type Store } from '../store/store.ts'
import type { SearchChoice } from '../towers/search-choice.ts'
import { latestTowers, towersOfModel } from '../towers/tower-sets.ts'
import { openWorkspace } from '../workspace.ts'
import {
  choiceOf,
  embedMissing,
  factsOf,
  loadWorkspace,
  type LoadedWorkspace,
  type LoadWorkspaceOptions,
} from './load-workspace.ts'
import { queryTowerOf, type SearchableVectors } from './searchable-vectors.ts'
import { readingOf, type SearchableWords } from './searchable-words.ts'
import { openedParts } from './opened-parts.ts'

/** Options of `openLiveWorkspace`. */
export interface LiveWorkspaceOptions extends LoadWorkspaceOptions {
  /** Told what fails while the workspace goes on with what it has. */
  readonly onProblem: ((error: unknown) => void) | undefined
}

/** The documents of a workspace in memory, and the towers that answer, as other processes change them. */
export interface LiveWorkspace extends AsyncDisposable {
  readonly store: Store
  readonly words: SearchableWords
  /** Undefined until towers are trained and all documents have their vectors. */
  readonly vectors: SearchableVectors | undefined
  /** How searches are answered that do not say; undefined if nothing was evaluated. */
  readonly choice: SearchChoice | undefined
  /**
   * Takes over the documents that came or went, at the cost of the change. Other towers, once their vectors are
   * complete, are opened meanwhile and take over when they are ready.
   */
  refresh(): Promise<void>
}

/** Opens a workspace. Documents without vectors are encoded first, if there are towers. */
export async function openLiveWorkspace(folder: string, options: LiveWorkspaceOptions): Promise<LiveWorkspace> {
  await using opening = openedParts()
  const workspace = await openWorkspace(folder)
  const store = opening.use(openStore(workspace.path('store.sqlite')))
  const answering = () => towersOfModel(workspace, store.fact(vectorModelFact))
  const towers = (await answering()) ?? (await latestTowers(workspace))
  if (towers !== undefined) await embedMissing(store, towers, options)
  let now = await loadWorkspace(store, workspace, towers, options)
  opening.defer(() => now.vectors?.close())
  await now.vectors?.save(now.generation)
  const kept = opening.move()
  let closing = false
  let tail = Promise.resolve()
  let background: Promise<void> | undefined
  /** What could not be opened is tried again when the towers have changed once more. */
  let failed: string | undefined

  /** Does work after all that was asked for before. */
  const inTurn = (work: () => Promise<void>) => {
    const done = tail.then(work)
    tail = done.catch(() => {})
    return done
  }

  /** Follows the log of the store to its end. */
  async function follow(): Promise<void> {
    const generation = store.generation()
    if (generation === now.generation) return
    const changed = store.changesSince(now.change)
    if (changed === undefined) {
      // The log has forgotten what this process has not seen.
      await takeOver(await loadWorkspace(store, workspace, now.vectors?.towers, options))
      return
    }
    await now.words.follow(store, changed.documents)
    await now.vectors?.follow(store, changed.documents)
    now = { ...now, change: changed.through, generation }
    background ??= catchUp().finally(() => {
      background = undefined
    })
  }

  /** What takes time, while searches go on: other towers, and vectors that nobody has made yet. */
  async function catchUp(): Promise<void> {
    try {
      while (!closing) {
        const facts = factsOf(store)
        const { vectors, words } = now
        if (facts !== now.facts && facts !== failed) {
          failed = facts
          await replace()
          failed = undefined
        } else if (vectors !== undefined && vectors.missing > 0) {
          const numbers = await vectors.use(() => vectors.encodeMissing(store, words.kind))
          await inTurn(() => vectors.follow(store, numbers))
        } else return
      }
    } catch (error) {
      options.onProblem?.(error)
    }
  }

  /** Opens what the facts of the store name, and lets it answer when it is ready. */
  async function replace(): Promise<void> {
    const set = await answering()
    const { vectors, words } = now
    const facts = factsOf(store)
    const isSame =
      set?.number === vectors?.towers.number &&
      words.reading === readingOf(store) &&
      (set === undefined || vectors?.queryTower.digest === (await queryTowerOf(set, options.tower)).digest)
    if (isSame) {
      now = { ...now, facts, choice: await choiceOf(vectors) }
      return
    }
    const loaded = await loadWorkspace(store, workspace, set, options)
    await inTurn(() => takeOver(loaded))
  }

  async function takeOver(loaded: LoadedWorkspace): Promise<void> {
    const changed = store.changesSince(loaded.change)
    if (changed !== undefined) {
      await loaded.words.follow(store, changed.documents)
      await loaded.vectors?.follow(store, changed.documents)
    }
    const { vectors: old } = now
    now = { ...loaded, change: changed?.through ?? loaded.change }
    // Searches that have begun with it end with it.
    void old?.close().catch((error: unknown) => options.onProblem?.(error))
  }

  return {
    store,
    get words() {
      return now.words
    },
    get vectors() {
      return now.vectors
    },
    get choice() {
      return now.choice
    },
    refresh: async () => {
      if (store.generation() !== now.generation) await inTurn(follow)
    },
    async [Symbol.asyncDispose]() {
      closing = true
      await background
      await tail
      // A cache: if it cannot be written, the next opening builds it from the store.
      await now.vectors?.save(now.generation).catch(() => {})
      await kept.disposeAsync()
    },
  }
}
