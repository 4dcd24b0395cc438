import { fusedMultiHeadAttentionOp } from './fused/fused-multi-head-attention.ts'
import type { Graph } from './graph.ts'
import type { AnyOp, Node } from './op.ts'
import { matmulOp } from './ops/matmul.ts'
import { mulOp } from './ops/mul.ts'
import { reshapeOp } from './ops/reshape.ts'
import { softmaxOp } from './ops/softmax.ts'
import { transposeOp } from './ops/transpose.ts'
import { removeDeadNodes } from './remove-dead-nodes.ts'
import { rewrite } from './rewrite.ts'
import type { Value } from './value.ts'

/**
 * An attention of a graph: its queries, keys and values, [batch, positions, heads·width], before they are cut into
 * heads.
 */
interface Attention {
  readonly query: Value
  readonly key: Value
  readonly value: Value
  readonly heads: number
  readonly scale: number
}

/**
 * Replaces unmasked attention, as `multiHeadAttention` writes it, by ONNX Runtime's MultiHeadAttention. Its kernel goes
 * through the keys block by block and never holds all scores; with a mask it does not, so nothing is gained. For
 * serving: only ONNX Runtime has the op.
 *
 * @returns The graph; as it was where no attention is of this form.
 *
 * @see Dao et al., FlashAttention, 2022, algorithm 1;
 *   https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MultiHeadAttention
 */
export function fuseAttention(graph: Graph): Graph {
  const makers = new Map(
    graph.nodes.flatMap(node => Object.values(node.outputs).map(value => [value.name, node] as const)),
  )
  const copied = new Map<string, Value>()
  const fused = rewrite(graph, (node, inputs, copy) => {
    for (const [name, value] of Object.entries(node.inputs)) copied.set(value.name, inputs[name]!)
    const attention = node.op.type === reshapeOp.type ? attentionOf(node, makers) : undefined
    if (!attention) return undefined
    const { query, key, value, heads, scale } = attention
    const parts = { query: copied.get(query.name), key: copied.get(key.name), value: copied.get(value.name) } as Record<
      'query' | 'key' | 'value',
      Value
    >
    const { output } = copy.emit(fusedMultiHeadAttentionOp, parts, {
      num_heads: heads,
      unidirectional: 0,
      mask_filter_value: -1e4,
      scale,
    })
    return { [Object.keys(node.outputs)[0]!]: output }
  })
  return removeDeadNodes(fused)
}

/** Reads the nodes backwards from the one that puts the heads side by side again. */
function attentionOf(merged: Node, makers: ReadonlyMap<string, Node>): Attention | undefined {
  const makerOf = (value: Value | undefined, op: AnyOp): Node | undefined => {
    const maker = value && makers.get(value.name)
    return maker?.op.type === op.type && (maker.op.domain ?? '') === (op.domain ?? '') ? maker : undefined
  }
  const turned = (value: Value | undefined, permutation: string): Value | undefined => {
    const node = makerOf(value, transposeOp)
    return String(node?.attributes['perm']) === permutation ? node!.inputs['data'] : undefined
  }
  const whole = (value: Value | undefined): Value | undefined => {
    const data = makerOf(turned(value, '0,2,1,3'), reshapeOp)?.inputs['data']
    return data?.shape.length === 3 ? data : undefined
  }
  const product = makerOf(turned(merged.inputs['data'], '0,2,1,3'), matmulOp)
  const softmax = makerOf(product?.inputs['A'], softmaxOp)
  const scores = makerOf(softmax?.inputs['input'], matmulOp)
  const scaled = makerOf(scores?.inputs['A'], mulOp)
  const head = scaled?.inputs['A']
  const factor = scaled?.inputs['B']?.constant
  const keys = turned(scores?.inputs['B'], '0,1,3,2')
  const [query, key, value] = [head, keys, product?.inputs['B']].map(whole)
  const heads = head?.shape[1]
  const keyHeads = keys?.shape[1]
  const isAttention =
    query &&
    key &&
    value &&
    factor?.length === 1 &&
    softmax?.attributes['axis'] === 3 &&
    typeof heads === 'number' &&
    heads === keyHeads
  return isAttention ? { query, key, value, heads, scale: Number(factor[0]) } : undefined
}
