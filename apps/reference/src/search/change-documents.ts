import type { PassageRange } from '@towerkit/retrieval'
import type { StoreChange } from '../store/store.ts'
import type { StoredDocument } from '../search-service.ts'
import { encodePassages } from './embed-documents.ts'
import type { LiveWorkspace } from './live-workspace.ts'
import type { StateChange } from './searchable-state.ts'

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
  { store, state, documentTower: tower, kind }: LiveWorkspace,
): Promise<ChangeResult[]> {
  const documents = changes.flatMap(change =>
    'add' in change ? change.add.map(({ document, passages }) => ({ ...document, passages })) : [],
  )
  const vectors = tower && documents.length > 0 ? await encodePassages(tower, documents, { kind }) : undefined
  let at = 0
  const steps = changes.map(
    (change): StoreChange =>
      'add' in change ? { put: change.add.map(each => ({ ...each, vectors: vectors?.[at++] })) } : change,
  )
  const results = store.change(steps)
  const added = new Map<number, StateChange['added'][number]>()
  const removed: number[] = []
  const forget = (number: number) => {
    if (!added.delete(number)) removed.push(number)
  }
  const counts = steps.map((step, i): ChangeResult => {
    const numbers = results[i]!
    if (!('put' in step)) {
      for (const { number } of numbers) forget(number)
      return { added: 0, replaced: 0, removed: numbers.length }
    }
    let replaced = 0
    for (const [place, { document, passages, vectors: rows }] of step.put.entries()) {
      const stored = numbers[place]!
      if (stored.replaced !== undefined) {
        forget(stored.replaced)
        replaced++
      }
      added.set(stored.number, {
        ...document,
        metadata: document.metadata ?? {},
        passages,
        vectors: rows,
        number: stored.number,
      })
    }
    return { added: step.put.length - replaced, replaced, removed: 0 }
  })
  await state.apply({ removed, added: [...added.values()], generation: store.generation() })
  return counts
}
