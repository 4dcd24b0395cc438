import { requireKnownOptions, type Tensor } from '@towerkit/core'
import type { Graph } from '../graph.ts'
import { mul } from '../ops/mul.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import { sub } from '../ops/sub.ts'
import { rewrite } from '../rewrite.ts'
import type { Value } from '../value.ts'
import { quantizeWeight } from './quantize-weight.ts'
import type { QuantizeOptions } from './quantize.ts'
import { weightUses } from './weight-use.ts'

/**
 * A graph that tells how much each quantised matrix would harm its product on real input, one matrix at a time: every
 * product is computed in float32 and, from the same float32 input, quantised.
 *
 * Its outputs are, for each use i of the weight `name`, `signal i name` = Σ y² and `noise i name` = Σ (y - ŷ)². Sums of
 * several batches add up; √(noise / signal) is the relative error of the product.
 *
 * @param weights As for `quantize`.
 *
 * @example
 * const calibration = calibrationGraph(graph, weights, { bits: 8 })
 * const session = await createSession(writeOnnx(calibration, { weights }))
 */
export function calibrationGraph(
  graph: Graph,
  weights: Readonly<Record<string, Tensor>>,
  options: QuantizeOptions,
): Graph {
  const { bits, keep = () => false } = requireKnownOptions('calibrationGraph', options, { bits: true, keep: true })
  const uses = weightUses(graph, weights)
  const sums: [string, Value][] = []
  const both = rewrite(graph, (node, inputs, copy) => {
    const use = uses.get(node)
    if (!use || use.kind === 'table' || keep(use.name)) return undefined
    const { Y: exact } = copy.emit(node.op, inputs, node.attributes) as { Y: Value }
    const { Y: rounded } = quantizeWeight(copy, weights[use.name]!, use, bits).apply(inputs, node.attributes) as {
      Y: Value
    }
    const difference = sub(exact, rounded)
    const place = sums.length / 2
    sums.push(
      [`signal ${place} ${use.name}`, sumOfSquares(exact)],
      [`noise ${place} ${use.name}`, sumOfSquares(difference)],
    )
    return { Y: exact }
  })
  for (const [name, value] of sums) both.output(name, value)
  return both
}

function sumOfSquares(x: Value): Value {
  return reduceSum(mul(x, x), [...x.shape.keys()])
}
