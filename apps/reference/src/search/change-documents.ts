import type { PassageRange } from '@towerkit/retrieval'
import type { ModelVectors, StoreChange } from '../store/store.ts'
import type { StoredDocument } from '../search-service.ts'
import { encodePassages } from './embed-documents.ts'
import type { LiveWorkspace } from './live-workspace.ts'

/** What is to be done to the documents. */
export type DocumentChange =
  | { readonly add: readonly { readonly document: StoredDocument; readonly passages: readonly PassageRange[] }[] }
  | { readonly remove: readonly string[] }

/** What was done: how many were new, took the place of others, or went. */
export interface ChangeResult {
  readonly added: number
  readonly replaced: number
  readonly removed: number
}

/**
 * Does several changes, in their order: all their passages are encoded together, and the store takes them in one
 * transaction, for one flush to disk. Afterwards they are stored and can be found; if it fails, none of them is.
 */
export async function changeDocuments(
  changes: readonly DocumentChange[],
  live: LiveWorkspace,
): Promise<ChangeResult[]> {
  const { store, vectors, words } = live
  const documents = changes.flatMap(change =>
    'add' in change ? change.add.map(({ document, passages }) => ({ ...document, passages })) : [],
  )
  const encoded =
    vectors && documents.length > 0
      ? await vectors.use(() => encodePassages(vectors.documentTower, documents, { kind: words.kind }))
      : []
  let at = 0
  const vectorsOf = (data: Float32Array | undefined): ModelVectors | undefined =>
    data && vectors && { model: vectors.documentTower.digest, data }
  const steps = changes.map(
    (change): StoreChange =>
      'add' in change ? { put: change.add.map(each => ({ ...each, vectors: vectorsOf(encoded[at++]) })) } : change,
  )
  const results = store.change(steps)
  await live.refresh()
  return steps.map((step, i): ChangeResult => {
    const numbers = results[i]!
    if (!('put' in step)) return { added: 0, replaced: 0, removed: numbers.length }
    const replaced = numbers.filter(each => each.replaced !== undefined).length
    return { added: numbers.length - replaced, replaced, removed: 0 }
  })
}
