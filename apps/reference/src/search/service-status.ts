import type { Reranker } from '@towerkit/retrieval'
import type { SearchMode, ServiceStatus } from '../search-service.ts'
import type { LiveWorkspace } from './live-workspace.ts'

/** What a service over a workspace has, and how it answers. */
export function serviceStatus(
  { words: { documents, passages }, vectors, choice }: LiveWorkspace,
  { mode, reranker }: { readonly mode: SearchMode | undefined; readonly reranker: Reranker | undefined },
): ServiceStatus {
  return {
    documents,
    passages,
    dense: vectors !== undefined,
    mode: vectors === undefined ? 'lexical' : (mode ?? choice?.mode ?? 'hybrid'),
    ...(vectors && {
      tower: vectors.queryTower.title,
      dimensions: vectors.queryTower.encoder.dimensions,
      ...(vectors.missing > 0 && { withoutVectors: vectors.missing }),
    }),
    ...(choice?.weights && { weights: choice.weights }),
    ...(choice && { choice: choice.reason }),
    ...(reranker && { reranker: reranker.name ?? 'reranker', keepsStates: reranker.compare !== undefined }),
  }
}
