import { UnsupportedError } from '@towerkit/core'
import { textInputs, type TextBackbone } from '@towerkit/backbones'
import { createParameters, Graph, quantize, transposeWeights, writeOnnx, type Tensor } from '@towerkit/graph'
import { hiddenStates } from '../text-network.ts'

/** What a protobuf message can hold, less what the graph itself takes. */
const most = 2 ** 31 - 2 ** 24

/**
 * The backbone as Optimum exports it: `input_ids`, `attention_mask` and, if the model has them, `token_type_ids` to
 * `last_hidden_state`.
 *
 * @param bits Of matrices and tables: 32, or fewer for a quantised model.
 * @throws {UnsupportedError} if the weights do not fit into one file.
 */
export function encoderOnnx(
  backbone: TextBackbone,
  weights: Readonly<Record<string, Tensor>>,
  bits: 4 | 8 | 32 = 32,
): Uint8Array {
  const graph = new Graph()
  const parameters = createParameters(graph)
  const types = { ...textInputs, ...(backbone.tokenTypes && { token_type_ids: textInputs.input_ids }) }
  const inputs = Object.fromEntries(
    Object.entries(types).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  graph.output('last_hidden_state', hiddenStates(parameters, backbone, { inputs }))
  const own = Object.fromEntries(parameters.list().map(({ name }) => [name, weights[name]!]))
  const small = bits === 32 ? transposeWeights(graph, own) : quantize(graph, own, { bits })
  const bytes = [
    ...Object.values(small.weights).map(({ data }) => data),
    ...small.graph.constants.map(({ constant }) => constant!),
  ].reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (bytes > most)
    throw new UnsupportedError(
      `save: ${bytes} bytes of weights do not fit into onnx/model.onnx, which holds ${most}. Give onnx: false.`,
      { bytes, most },
    )
  return writeOnnx(small.graph, { weights: small.weights })
}
