import type { DocumentVectors, Store } from '../store/store.ts'
import { sealedDigest } from '../towers/sealed-folder.ts'
import { hasTower, type TowerSet } from '../towers/tower-sets.ts'
import { openTower, type OpenTower } from '../towers/open-tower.ts'
import type { Workspace } from '../workspace.ts'
import { addPassages, openDenseIndex, passageKey, saveDenseIndex, type DenseIndex } from './dense-index.ts'
import { encodePassages } from './embed-documents.ts'
import { openedParts } from './opened-parts.ts'
import type { TextKind } from './search-text.ts'

/** A set of towers with the vectors of all documents, in memory. Another set takes its place as a whole. */
export interface SearchableVectors {
  readonly towers: TowerSet
  readonly documentTower: OpenTower
  readonly queryTower: OpenTower<'student' | 'teacher'>
  readonly index: DenseIndex
  /** Documents whose vectors nobody has made yet. */
  readonly missing: number
  /** Follows the store for these documents: some came, some went. */
  follow(store: Store, documents: readonly number[]): Promise<void>
  /** Makes vectors for some of the documents that have none, and stores them. @returns those documents. */
  encodeMissing(store: Store, kind: TextKind): Promise<number[]>
  /** Works with towers and index, which stay open until it is done. */
  use<T>(work: () => Promise<T>): Promise<T>
  /** Writes the index to its file, if that is of another state of the store and no vector is missing. */
  save(generation: string): Promise<void>
  /** Closes towers and index when nobody works with them. */
  close(): Promise<void>
}

/** Options of `openSearchableVectors`. */
export interface OpenVectorsOptions {
  /** The query tower. Default: the student if it has been distilled, else the teacher. */
  readonly tower?: 'student' | 'teacher' | undefined
  readonly onProgress?: (share: number) => void
}

/** The query tower that answers, if no other is asked for: the student if it has been distilled, else the teacher. */
export async function queryTowerOf(
  towers: TowerSet,
  tower: 'student' | 'teacher' | undefined,
): Promise<{ readonly name: 'student' | 'teacher'; readonly digest: string }> {
  const name = tower ?? ((await hasTower(towers, 'student')) ? 'student' : 'teacher')
  return { name, digest: await sealedDigest(towers.path(name)) }
}

/** Documents that are encoded at once. */
const encodedAtOnce = 64

/** Opens towers and reads their vectors from a store that does not change meanwhile. */
export async function openSearchableVectors(
  snapshot: Store,
  workspace: Workspace,
  towers: TowerSet,
  { tower, onProgress }: OpenVectorsOptions = {},
): Promise<SearchableVectors> {
  await using opening = openedParts()
  const documentTower = opening.use(await openTower(towers, 'document'))
  const queryTower = opening.use(await openTower(towers, (await queryTowerOf(towers, tower)).name))
  const { digest } = documentTower
  const { dimensions } = documentTower.encoder
  const { index, built } = await openDenseIndex(snapshot, workspace, { digest, dimensions }, onProgress)
  const opened = opening.move()
  opened.defer(() => index.close())
  const missing = new Set<number>()
  for (const { number } of snapshot.documents({ withoutVectorsOf: digest })) missing.add(number)
  /** Documents in the index, with their numbers of passages. */
  const indexed = snapshot.passageCounts()
  for (const number of missing) indexed.delete(number)
  let saved = built ? undefined : snapshot.generation()
  let users = 0
  let onIdle: (() => void) | undefined

  const add = async (rows: readonly DocumentVectors[]) => {
    for (const { number, vectors } of rows) {
      indexed.set(number, vectors.length / dimensions)
      missing.delete(number)
    }
    await addPassages(index, rows)
  }

  return {
    towers,
    documentTower,
    queryTower,
    index,
    get missing() {
      return missing.size
    },
    async follow(store, documents) {
      const gone: string[] = []
      const come: DocumentVectors[] = []
      for (const number of documents) {
        const isStored = store.numbered(number) !== undefined
        const passages = indexed.get(number)
        if (!isStored) {
          missing.delete(number)
          indexed.delete(number)
          gone.push(...Array.from({ length: passages ?? 0 }, (_, ordinal) => passageKey(number, ordinal)))
        } else if (passages === undefined) {
          const vectors = store.vectorsOf(digest, number)
          if (vectors === undefined) missing.add(number)
          else come.push({ number, vectors })
        }
      }
      if (gone.length > 0) await index.remove(gone)
      await add(come)
    },
    async encodeMissing(store, kind) {
      const numbers = [...missing].slice(0, encodedAtOnce)
      // Another process may have been first.
      const documents = numbers
        .filter(number => store.vectorsOf(digest, number) === undefined)
        .flatMap(number => store.numbered(number) ?? [])
      const vectors = await encodePassages(documentTower, documents, { kind })
      store.setVectors(
        digest,
        documents.map(({ number }, i) => ({ number, vectors: vectors[i]! })),
      )
      return numbers
    },
    async use(work) {
      users++
      try {
        return await work()
      } finally {
        if (--users === 0) onIdle?.()
      }
    },
    async save(generation) {
      if (saved === generation || missing.size > 0) return
      await saveDenseIndex(index, workspace, generation)
      saved = generation
    },
    async close() {
      if (users > 0)
        await new Promise<void>(resolve => {
          onIdle = resolve
        })
      await opened.disposeAsync()
    },
  }
}
