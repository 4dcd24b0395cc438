import { toBinary } from '@bufbuild/protobuf'
import { TensorProtoSchema, type TensorProto } from 'onnx-buf'

/**
 * Field numbers of ModelProto.graph, GraphProto.initializer and TensorProto.raw_data; all are of bytes with their
 * length before them.
 */
const graphField = 7
const initializerField = 5
const rawDataField = 9

/**
 * Puts a model together, with each weight copied once: the encoder of messages would copy all of them at every level of
 * nesting. The fields of a message may come in any order, so weights follow what else the graph holds.
 *
 * @param shell The model without its graph.
 * @param graph The graph without its weights.
 */
export function joinModel(shell: Uint8Array, graph: Uint8Array, weights: readonly TensorProto[]): Uint8Array {
  const parts = weights.flatMap(({ rawData, ...rest }) => {
    const head = toBinary(TensorProtoSchema, { ...rest, rawData: new Uint8Array(0) })
    const raw = prefix(rawDataField, rawData.byteLength)
    return [prefix(initializerField, head.byteLength + raw.byteLength + rawData.byteLength), head, raw, rawData]
  })
  const inner = [graph, ...parts].reduce((sum, { byteLength }) => sum + byteLength, 0)
  const whole = [shell, prefix(graphField, inner), graph, ...parts]
  const result = new Uint8Array(whole.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const part of whole) {
    result.set(part, at)
    at += part.byteLength
  }
  return result
}

/** What stands before the bytes of a field: its number and kind, and their length in groups of seven bits. */
function prefix(field: number, length: number): Uint8Array {
  const bytes = [(field << 3) | 2]
  let rest = length
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Uint8Array.of(...bytes, rest)
}
