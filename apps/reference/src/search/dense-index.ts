import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, ModelError } from '@towerkit/core'
import { exactIndex, loadExactIndex, type ExactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { loadUsearchIndex, usearchIndex, type UsearchIndex } from '@towerkit/indices/usearch'
import type { DocumentVectors, Store } from '../store/store.ts'
import type { Workspace } from '../workspace.ts'

/** Whose vectors the index holds. */
export interface DenseIndexModel {
  readonly digest: string
  readonly dimensions: number
  /**
   * Most vectors that are compared one by one; more are searched by a graph (HNSW), which is fast for any number and
   * misses some. Default 250,000.
   */
  readonly exactUpTo?: number
}

/** An index of passages, exact or approximate. */
export type DenseIndex = ExactIndex | UsearchIndex

/** The key of a document's passage in the index. */
export function passageKey(number: number, ordinal: number): string {
  return `${number}.${ordinal}`
}

/** Document and passage of a key. */
export function parsePassageKey(key: string): { readonly number: number; readonly ordinal: number } {
  const dot = key.indexOf('.')
  return { number: Number(key.slice(0, dot)), ordinal: Number(key.slice(dot + 1)) }
}

/**
 * Loads the index from its file, or builds it from the vectors of the store if there is none of this state of the
 * store, or it is damaged or another model's: the store is the truth, the file a cache.
 */
export async function openDenseIndex(
  store: Store,
  workspace: Workspace,
  model: DenseIndexModel,
  onProgress?: (share: number) => void,
): Promise<{ readonly index: DenseIndex; readonly built: boolean }> {
  const load = isExact(store, model) ? loadExactIndex : loadUsearchIndex
  try {
    return {
      index: await load(indexPath(workspace, store.generation()), { model: model.digest, kernel: runtimeKernel }),
      built: false,
    }
  } catch (error) {
    if (!(error instanceof DataError || error instanceof ModelError)) throw error
    return { index: await buildDenseIndex(store, model, onProgress), built: true }
  }
}

/** Writes the index of this state of the store, and removes those of others. */
export async function saveDenseIndex(index: DenseIndex, workspace: Workspace, generation: string): Promise<void> {
  const path = indexPath(workspace, generation)
  await index.save(path)
  for (const name of await readdir(workspace.folder)) {
    if (/^vectors\.\w+\.index$/.test(name) && workspace.path(name) !== path)
      await rm(workspace.path(name), { force: true })
  }
}

/** The state of the store is part of the name, so that an index of another state is never taken for this one. */
export function indexPath({ folder }: Workspace, generation: string): string {
  return join(folder, `vectors.${generation}.index`)
}

/** Adds the passages of documents. */
export async function addPassages(index: DenseIndex, documents: readonly DocumentVectors[]): Promise<void> {
  const { dimensions } = index
  const keys: string[] = []
  const data = new Float32Array(documents.reduce((length, { vectors }) => length + vectors.length, 0))
  let at = 0
  for (const { number, vectors } of documents) {
    data.set(vectors, at)
    at += vectors.length
    for (let ordinal = 0; ordinal * dimensions < vectors.length; ordinal++) keys.push(passageKey(number, ordinal))
  }
  if (keys.length > 0) await index.add(keys, { data, count: keys.length, dimensions })
}

/** Documents that are added at once; between two times the event loop is free. */
const documentsAtOnce = 2048

function isExact(store: Store, { exactUpTo = 250_000 }: DenseIndexModel): boolean {
  return store.counts().passages <= exactUpTo
}

async function buildDenseIndex(
  store: Store,
  model: DenseIndexModel,
  onProgress?: (share: number) => void,
): Promise<DenseIndex> {
  const { digest, dimensions } = model
  const index = (isExact(store, model) ? exactIndex : usearchIndex)({
    dimensions,
    model: digest,
    kernel: runtimeKernel,
  })
  const total = store.counts(digest).encoded
  let waiting: DocumentVectors[] = []
  let done = 0
  for (const each of store.vectors(digest)) {
    if (each.vectors.length % dimensions !== 0)
      throw new DataError(
        `index: document ${each.number} has ${each.vectors.length} numbers for vectors of ${dimensions}. Embed again.`,
        { number: each.number, length: each.vectors.length, dimensions },
      )
    if (waiting.push(each) < documentsAtOnce) continue
    await addPassages(index, waiting)
    onProgress?.((done += waiting.length) / total)
    waiting = []
  }
  await addPassages(index, waiting)
  return index
}
