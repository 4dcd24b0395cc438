import { createParameters, Graph, l2Normalize, writeOnnx } from '@towerkit/graph'
import { denseLayers, type DenseModules } from '../dense-modules.ts'
import { poolAll, type Pooling } from '../pooling.ts'

/** What follows an ONNX file. */
export interface PoolingModelOptions {
  /** Length of the states, or of the vectors of texts. */
  readonly width: number
  readonly normalize: boolean
  readonly dense: DenseModules
  /** The file gives vectors of texts, which are not pooled. */
  readonly isPooled: boolean
  readonly pooling: readonly Pooling[]
  readonly includePrompt: boolean
}

/**
 * The model that makes embeddings of what an ONNX file gives: `states` float32 [batch, sequence, width] with
 * `attention_mask` and, if prompts are left out, `pooling_mask`; or [batch, width]. Output: `embeddings`.
 */
export function poolingModel({ width, normalize, dense, isPooled, pooling, includePrompt }: PoolingModelOptions) {
  const graph = new Graph()
  const mask = (name: string) => graph.input(name, 'int64', ['batch', 'sequence'])
  const pooled = isPooled
    ? graph.input('states', 'float32', ['batch', width])
    : poolAll(
        {
          hidden: graph.input('states', 'float32', ['batch', 'sequence', width]),
          mask: mask('attention_mask'),
          counted: includePrompt ? undefined : mask('pooling_mask'),
        },
        pooling,
      )
  const raw = denseLayers(createParameters(graph), pooled, dense.layers)
  graph.output('embeddings', normalize ? l2Normalize(raw) : raw)
  return writeOnnx(graph, { weights: dense.weights })
}
