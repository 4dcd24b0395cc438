import type { PrecomputeResult } from '@towerkit/lait-encoder'
import type { LaitReranker } from '../search/lait-reranker.ts'
import { withStore, type StageContext } from './stage-context.ts'

/** Encodes the passages of all documents for a reranker, those whose states are not kept yet, and closes it. */
export async function rerankerStage(context: StageContext, reranker: LaitReranker): Promise<PrecomputeResult> {
  const { progress, signal } = context
  progress.stage('Encoding passages for the reranker')
  try {
    return await withStore(context, async store => {
      const { documents: total } = store.counts()
      const result = await reranker.precompute(store.documents(), {
        signal,
        onProgress: done => progress.update(done / total, `${done} of ${total} documents`),
      })
      progress.done(`${result.segments} passages, ${result.encoded} encoded now`)
      return result
    })
  } finally {
    await reranker.close?.()
  }
}
