import { ArgumentError, requireKnownOptions, type Tensor } from '@towerkit/core'
import type { Graph } from '../graph.ts'
import { removeUnusedInputs } from '../remove-unused-inputs.ts'
import { rewrite } from '../rewrite.ts'
import { quantizeWeight, type QuantizedWeight } from './quantize-weight.ts'
import { weightUses } from './weight-use.ts'

/** Options of `quantize`. */
export interface QuantizeOptions {
  /**
   * 8: whole-number matrix products; activations are quantised as they come, by the range of each tensor (dynamic).
   * 4: matrices are stored in 4 bits and multiplied as floats. Tables have 8 bits in both.
   */
  readonly bits: 8 | 4
  /** Weights that are not quantised. Default: none. */
  readonly keep?: (name: string) => boolean
}

/** The result for one weight. */
export interface QuantizationEntry {
  readonly name: string
  readonly kind: 'matrix' | 'table'
  readonly shape: readonly number[]
  readonly bits: number
  /** Root of the mean squared error of the weight, relative to that of the weight. */
  readonly error: number
  /** Before and after. */
  readonly bytes: { readonly float: number; readonly quantized: number }
}

/** A graph with quantised weights in it. */
export interface QuantizedGraph {
  readonly graph: Graph
  /** The weights that stay floats. */
  readonly weights: Readonly<Record<string, Tensor>>
  /** One entry for each quantised weight and kind of use. */
  readonly report: readonly QuantizationEntry[]
}

/**
 * Rewrites products with stored matrices and look-ups in stored tables so that they work on small whole numbers. What
 * is left (normalisations, biases, attention's products of activations, convolutions) stays float32. For serving: a
 * quantised graph has no gradients.
 *
 * In 8 bits: y = (X - z)·W · s · sⱼ + b, with one scale sⱼ for each column of W and one scale s and zero point z for
 * each tensor X. In 4 bits: one scale for 32 values down a column.
 *
 * @param weights By input name; those that are two-dimensional, float32 and multiplied or looked up in are quantised.
 * @throws {ArgumentError} if there is nothing to quantise.
 *
 * @example
 * const { graph: small, weights: rest, report } = quantize(graph, weights, { bits: 8 })
 * const bytes = writeOnnx(small, { weights: rest })
 *
 * @see Jacob et al., Quantization and training of neural networks for efficient integer-arithmetic-only inference,
 *   2018, section 2; https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html
 */
export function quantize(
  graph: Graph,
  weights: Readonly<Record<string, Tensor>>,
  options: QuantizeOptions,
): QuantizedGraph {
  const { bits, keep = () => false } = requireKnownOptions('quantize', options, { bits: true, keep: true })
  if (bits !== 8 && bits !== 4) throw new ArgumentError(`quantize: bits is ${String(bits)}. Give 8 or 4.`, { bits })
  const uses = new Map([...weightUses(graph, weights)].filter(([, { name }]) => !keep(name)))
  if (uses.size === 0)
    throw new ArgumentError(
      'quantize: no two-dimensional float32 weight is multiplied or looked up in. Check the names of the weights, ' +
        'and keep().',
    )
  // A weight that several nodes use is quantised once.
  const quantizedWeights = new Map<string, QuantizedWeight>()
  const quantized = rewrite(graph, (node, inputs, copy) => {
    const use = uses.get(node)
    if (!use) return undefined
    const key = `${use.name} ${use.kind} ${use.transposed}`
    const weight = quantizedWeights.get(key) ?? quantizeWeight(copy, weights[use.name]!, use, bits)
    quantizedWeights.set(key, weight)
    return weight.apply(inputs, node.attributes)
  })
  const small = removeUnusedInputs(quantized, name => Object.hasOwn(weights, name))
  const left = new Set(small.inputs.map(({ name }) => name))
  return {
    graph: small,
    weights: Object.fromEntries(Object.entries(weights).filter(([name]) => left.has(name))),
    report: [...quantizedWeights.values()].map(({ entry }) => entry),
  }
}
