import { openDenseIndex, saveDenseIndex } from '../search/dense-index.ts'
import { embedDocuments } from '../search/embed-documents.ts'
import { textKindFact, type TextKind } from '../search/search-text.ts'
import { vectorModelFact } from '../store/store.ts'
import { openTower } from '../towers/open-tower.ts'
import { towersOfModel } from '../towers/tower-sets.ts'
import { requireTowers, withStore, type StageContext } from './stage-context.ts'

/**
 * Encodes the documents that have no vectors of the newest document tower; when all have some, it answers. @returns how
 * many.
 */
export async function embedStage(context: StageContext): Promise<number> {
  const { workspace, progress, signal } = context
  progress.stage('Encoding documents')
  await using tower = await openTower(await requireTowers(workspace), 'document')
  return await withStore(context, async store => {
    const kind = (store.fact(textKindFact) ?? 'plain') as TextKind
    const encoded = await embedDocuments(store, tower, {
      kind,
      signal,
      onProgress: ({ done, total }) => progress.update(total === 0 ? 1 : done / total, `${done} of ${total} documents`),
    })
    progress.done(`${encoded} documents, ${store.counts().passages} passages in all`)
    return encoded
  })
}

/** Writes the index of the stored vectors, unless it is there. @returns whether it was built, and its vectors. */
export async function indexStage(
  context: StageContext,
): Promise<{ readonly built: boolean; readonly vectors: number }> {
  const { workspace, progress } = context
  progress.stage('Indexing')
  return await withStore(context, async store => {
    const answering = await towersOfModel(workspace, store.fact(vectorModelFact))
    await using tower = await openTower(answering ?? (await requireTowers(workspace)), 'document')
    using snapshot = store.snapshot()
    const { index, built } = await openDenseIndex(
      snapshot,
      workspace,
      { digest: tower.digest, dimensions: tower.encoder.dimensions },
      share => progress.update(share, 'vectors'),
    )
    if (built) await saveDenseIndex(index, workspace, snapshot.generation())
    const vectors = await index.count()
    await index.close()
    progress.done(`${vectors} vectors`)
    return { built, vectors }
  })
}
