import type { Tensor } from '@towerkit/graph'
import type { Tensors } from '@towerkit/runtime'
import { inputName } from './build-field.ts'
import { prepareItems } from './prepare-items.ts'
import { restrictTables } from './restrict-tables.ts'
import type { EncodedField } from './task-columns.ts'
import type { TrainedWeight } from './weights.ts'

/** Bytes of collated chunks that are kept for the second pass: token ids stay, pixels are collated again. */
const mostKeptBytes = 8 * 2 ** 20

/** Some items of a field. */
export interface Chunk {
  readonly field: EncodedField
  readonly items: readonly unknown[]
  readonly seed: Tensor
}

/** The inputs of a tower's graph for a chunk. */
export interface ChunkFeeds {
  readonly inputs: Tensors
  readonly weightFeeds: Tensors
  /** Rows that the chunk names, by table. */
  readonly rows: Readonly<Record<string, Int32Array>>
}

/** Collates chunks when they are needed. */
export interface ChunkReader {
  /** Uses all chunks in turn, the next one being prepared while one is used. */
  read(use: (chunk: Chunk, feeds: ChunkFeeds) => Promise<void>): Promise<void>
}

/** The items of a field, some at a time; each chunk has a seed of its own, the same one in both passes. */
export function chunksOf(
  field: EncodedField,
  items: readonly unknown[],
  { size, seed }: { readonly size: number; readonly seed: (chunk: number) => Tensor },
): Chunk[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => ({
    field,
    items: items.slice(i * size, (i + 1) * size),
    seed: seed(i),
  }))
}

/** Reads chunks once or several times, always giving the same feeds. */
export function chunkReader(
  chunks: readonly Chunk[],
  weights: readonly TrainedWeight[],
  options: { readonly signal: AbortSignal; readonly atOnce: number },
): ChunkReader {
  const kept = new Map<Chunk, Readonly<Record<string, Tensor>>>()
  let keptBytes = 0
  const collated = (chunk: Chunk, ready: readonly unknown[]) => {
    const keptTensors = kept.get(chunk)
    if (keptTensors) return keptTensors
    const tensors = chunk.field.tower.collate(ready, chunk.field.context)
    const bytes = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0)
    if (keptBytes + bytes <= mostKeptBytes) {
      keptBytes += bytes
      kept.set(chunk, tensors)
    }
    return tensors
  }
  return {
    async read(use) {
      const prepare = (chunk: Chunk | undefined) => {
        const isNeeded = chunk && !kept.has(chunk)
        const ready = isNeeded ? prepareItems(chunk.field, chunk.items, options) : Promise.resolve([])
        // Its error is thrown when the chunk's turn comes.
        ready.catch(() => {})
        return ready
      }
      let next = prepare(chunks[0])
      // A call for each chunk: what the calls before it held is free by then.
      const useChunk = async (chunk: Chunk, following: Chunk | undefined) => {
        const feeds = chunkFeeds(chunk, collated(chunk, await next), weights)
        next = prepare(following)
        await use(chunk, feeds)
      }
      for (const [i, chunk] of chunks.entries()) await useChunk(chunk, chunks[i + 1])
    },
  }
}

function chunkFeeds(
  { field: { name, tower }, seed }: Chunk,
  tensors: Readonly<Record<string, Tensor>>,
  weights: readonly TrainedWeight[],
): ChunkFeeds {
  const feed: Record<string, Tensor> = Object.fromEntries(
    Object.entries(tensors).map(([input, tensor]) => [inputName(name, input), tensor]),
  )
  const { weightFeeds, rows } = restrictTables(weights, [feed])
  return {
    inputs: {
      // The graphs belong to the tower, whichever field it serves.
      ...Object.fromEntries(
        Object.keys(tensors).map(input => [inputName(tower.name, input), feed[inputName(name, input)]!]),
      ),
      seed,
    },
    weightFeeds,
    rows,
  }
}
