import type { Hit } from '@towerkit/core'
import { exactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { cutPassages } from '@towerkit/retrieval'
import type { PreparedTexts, TestQuery } from '../prepare/prepared-data.ts'
import { addPassages, openDenseIndex, parsePassageKey, type DenseIndex } from '../search/dense-index.ts'
import { encodePassages } from '../search/embed-documents.ts'
import type { TextKind } from '../search/search-text.ts'
import type { NumberedDocument } from '../store/document-row.ts'
import type { Store } from '../store/store.ts'
import type { OpenTower } from '../towers/open-tower.ts'
import type { Workspace } from '../workspace.ts'

/** Documents without what asks for them: their titles, and the beginnings of texts that are queries. */
export function bodies(documents: readonly NumberedDocument[], queries: readonly TestQuery[]): NumberedDocument[] {
  const starts = new Map(
    queries.flatMap(({ relevant, start }) =>
      start === undefined ? [] : Object.keys(relevant).map(id => [id, start] as const),
    ),
  )
  return documents.map(document => {
    const start = starts.get(document.id)
    const text = document.text.slice(start)
    return { ...document, title: '', text, ...(start !== undefined && { passages: cutPassages(text) }) }
  })
}

/** The best passage of each document stands for it. */
export function documentHits(hits: readonly Hit[], idOf: ReadonlyMap<number, string>, depth: number): Hit[] {
  const found = new Map<string, Hit>()
  for (const { key, score } of hits) {
    const id = idOf.get(parsePassageKey(key).number)
    if (id !== undefined && !found.has(id) && found.size < depth) found.set(id, { key: id, score })
  }
  return [...found.values()]
}

/** What `evaluatedIndex` reads. */
export interface EvaluatedIndexOptions {
  readonly documents: readonly NumberedDocument[]
  readonly judged: PreparedTexts['judged']
  readonly kind: TextKind
  readonly onProgress: (share: number) => void
  readonly signal: AbortSignal | undefined
}

/** The index that queries are evaluated on: the one that answers, or one of bodies, which are encoded for it. */
export async function evaluatedIndex(
  store: Store,
  workspace: Workspace,
  tower: OpenTower,
  { documents, judged, kind, onProgress, signal }: EvaluatedIndexOptions,
): Promise<DenseIndex> {
  const { dimensions } = tower.encoder
  if (judged === 'documents') {
    using snapshot = store.snapshot()
    return (await openDenseIndex(snapshot, workspace, { digest: tower.digest, dimensions }, onProgress)).index
  }
  const index = exactIndex({ dimensions, kernel: runtimeKernel })
  const vectors = await encodePassages(tower, documents, { kind, signal, onProgress })
  await addPassages(
    index,
    documents.map(({ number }, i) => ({ number, vectors: vectors[i]! })),
  )
  return index
}
