import { onnxDataType } from '../dtype.ts'
import { rootMeanSquareNormalized } from '../fused/root-mean-square-normalized.ts'
import { cast } from '../ops/cast.ts'
import { mul } from '../ops/mul.ts'
import { sigmoid } from '../ops/sigmoid.ts'
import { first, int, without, type FileNode, type ReadRule } from './file-node.ts'

/**
 * What opsets 22 to 24 changed besides element types: attributes that say the type of a result or how to round to types
 * that Towerkit does not have, and two ops that are made of others.
 */
export const newerRules: Readonly<Record<string, ReadRule>> = {
  // How to round matters for float8e8m0 only, which is refused as a type.
  Cast: node => (node.attributes.get('to') === 16 ? [cast(first(node), 'float32')] : without(node, 'round_mode')),
  CastLike: node => [cast(first(node), second(node).dtype)],
  DequantizeLinear: node => withoutOwnType(node, 'output_dtype'),
  QuantizeLinear: node => withoutOwnType(node, 'precision'),
  RMSNormalization: node => {
    const x = first(node)
    const { normalized } = rootMeanSquareNormalized(cast(x, 'float32'), cast(second(node), 'float32'), {
      axis: int(node, 'axis', -1),
      epsilon: int(node, 'epsilon', 1e-5),
    })
    return [cast(normalized, second(node).dtype)]
  },
  Swish: node => [mul(first(node), sigmoid(mul(first(node), int(node, 'alpha', 1))))],
}

function second(node: FileNode) {
  return first({ ...node, inputs: node.inputs.slice(1) })
}

/** The attribute says what holds without it: the type of the scale. */
function withoutOwnType(node: FileNode, name: string): FileNode {
  return node.attributes.get(name) === onnxDataType[second(node).dtype] ? without(node, name) : node
}
