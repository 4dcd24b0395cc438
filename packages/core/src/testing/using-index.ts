import type { VectorIndex } from '../vector-index.ts'
import { vectors } from '../vectors.ts'

/** Makes a test of work with an empty index, which is closed afterwards. */
export type UsingIndex = (dimensions: number, work: (index: VectorIndex) => Promise<void>) => () => Promise<void>

/** The keys that one query finds, best first. */
export async function bestKeys(index: VectorIndex, query: readonly number[], limit: number): Promise<string[]> {
  return (await index.search(vectors([query]), limit))[0]!.map(hit => hit.key)
}
