import { createHash } from 'node:crypto'
import { writeOnnx, type Tensor } from '@towerkit/graph'
import type { LaitParts } from './lait-parts.ts'
import type { Segment } from './segment.ts'
import { segmentGraph } from './serving-graphs.ts'

/** Makes keys of segments. */
export interface SegmentKeys {
  /**
   * Key of a state after a number of layers, from everything it depends on: the graph and the weights below, tokens,
   * their type and first position.
   */
  keyOf(segment: Segment, parallelLayers: number): string
  /** Called after the weights change: keys differ from now on. */
  renew(): void
}

/**
 * Keys for the segments of a model. Weights are hashed when they are first needed: those above the parallel layers do
 * not count.
 */
export function segmentKeys(parts: LaitParts): SegmentKeys {
  const digests = new Map<string, string>()
  const models = new Map<number, string>()
  const digestOf = (name: string) => {
    const digest = digests.get(name) ?? digestOfWeight(parts.weights[name]!)
    digests.set(name, digest)
    return digest
  }
  const modelOf = (parallelLayers: number) => {
    const model = models.get(parallelLayers) ?? modelHash(parts, parallelLayers, digestOf)
    models.set(parallelLayers, model)
    return model
  }
  return {
    keyOf: ({ ids, type, start }, parallelLayers) =>
      createHash('sha256')
        .update(`${modelOf(parallelLayers)} ${type} ${start} `)
        .update(new Uint8Array(ids.buffer as ArrayBuffer, ids.byteOffset, ids.byteLength))
        .digest('base64url'),
    renew() {
      digests.clear()
      models.clear()
    },
  }
}

/** Everything that segments' states depend on besides the segments. */
function modelHash(parts: LaitParts, parallelLayers: number, digestOf: (name: string) => string): string {
  const graph = segmentGraph(parts, parallelLayers)
  const hash = createHash('sha256').update(writeOnnx(graph))
  for (const { name } of graph.inputs) if (name in parts.weights) hash.update(`${name} ${digestOf(name)} `)
  return hash.digest('base64url')
}

function digestOfWeight({ dtype, shape, data: { buffer, byteOffset, byteLength } }: Tensor): string {
  return createHash('sha256')
    .update(`${dtype} [${shape}] `)
    .update(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength))
    .digest('base64url')
}
