import { classificationHead, textBackbone, type BlockContext } from '@towerkit/backbones'
import {
  cast,
  cosineSimilarity,
  createParameters,
  equal,
  Graph,
  greater,
  initialize,
  lastTokenPooling,
  meanPooling,
  reshape,
  slice,
  type Parameters,
  type Value,
  type Tensor,
} from '@towerkit/graph'
import type { LaitNetwork } from './lait-parts.ts'

/** Length of what a head gives. */
export function headDimensions({ config, head }: LaitNetwork): number {
  if (typeof head === 'object') return head.classes
  return head === 'embedding' ? textBackbone(config).width : 1
}

/** The only positions that the head reads, so that the last layer may leave out all others; undefined for all. */
export function rowsRead({ head, pooling }: LaitNetwork): BlockContext['rows'] {
  return head === 'similarity' || pooling === 'mean' ? undefined : pooling === 'first' ? 1 : pooling
}

/**
 * Appends the head. `score` and classes have the layers and the parameter names of the `...ForSequenceClassification`
 * that transformers has for the architecture.
 *
 * @param states `hidden` [batch, sequence, width], or [batch, 1, width] if it reads one position, and `segmentIds`
 *   int64 [batch, sequence].
 * @returns [batch, dimensions]
 */
export function buildHead(
  parameters: Parameters,
  network: LaitNetwork,
  { hidden, segmentIds }: { readonly hidden: Value; readonly segmentIds: Value },
): Value {
  const { head, pooling } = network
  if (head === 'similarity') {
    const cosine = cosineSimilarity(
      meanPooling(hidden, equal(segmentIds, 1)),
      meanPooling(hidden, greater(segmentIds, 1)),
    )
    return reshape(cosine, [hidden.shape[0]!, 1])
  }
  const [batch, sequence, width] = hidden.shape
  const pooled =
    pooling === 'first' || (pooling === 'last' && sequence === 1)
      ? reshape(slice(hidden, { axis: 1, end: 1 }), [batch!, width!])
      : pooling === 'mean'
        ? meanPooling(hidden, greater(segmentIds, 0))
        : lastTokenPooling(hidden, counted(segmentIds))
  return head === 'embedding'
    ? pooled
    : classificationHead(network.config).build(parameters, pooled, headDimensions(network))
}

/** The parameters of the head in a graph of their own. */
export function headParameters(network: LaitNetwork): Parameters {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const { width } = textBackbone(network.config)
  buildHead(parameters, network, {
    hidden: graph.input('hidden', 'float32', ['batch', 'sequence', width]),
    segmentIds: graph.input('segment_ids', 'int64', ['batch', 'sequence']),
  })
  return parameters
}

/** First weights of a head. */
export function newHead(network: LaitNetwork, seed: number): Record<string, Tensor> {
  return initialize(headParameters(network), { seed })
}

/** 1 for tokens and 0 for padding. */
function counted(segmentIds: Value): Value {
  return cast(greater(segmentIds, 0), 'int64')
}
