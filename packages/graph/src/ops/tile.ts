import { ShapeError } from '@towerkit/core'
import { productOf, type Dimension } from '../dimension.ts'
import { knownElements } from '../known-elements.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape } from './reshape.ts'

/** `x` repeated as a whole along each axis. @param repeats One number for each axis. */
export function tile(x: Value, repeats: readonly Dimension[]): Value {
  return x.graph.emit(tileOp, { input: x, repeats: x.graph.shapeTensor(repeats) }, {}).output
}

export const tileOp: Op<'input' | 'repeats', 'output'> = {
  type: 'Tile',
  since: 13,
  inputs: ['input', 'repeats'],
  outputs: ['output'],
  attributes: {},
  infer: ({ inputs: { input, repeats } }) => {
    const times = knownElements('tile', repeats)
    if (times.length !== input.shape.length)
      throw new ShapeError(`tile: repeats [${times}] for [${input.shape}]. Give one for each axis.`, {
        repeats: times,
        shape: input.shape,
      })
    return {
      output: { dtype: input.dtype, shape: input.shape.map((dimension, axis) => productOf([times[axis]!, dimension])) },
    }
  },
  gradient: ({ inputs: { input, repeats }, grad }) => {
    const copies = reshape(
      grad.output,
      knownElements('tile', repeats).flatMap((times, axis) => [times, input.shape[axis]!]),
    )
    return {
      input: reduceSum(
        copies,
        input.shape.map((_, axis) => 2 * axis),
      ),
    }
  },
  samples: [
    { shapes: { input: [2, 3] }, constants: { repeats: { dtype: 'int64', shape: [2], data: [3, 2] } } },
    { shapes: { input: [2] }, constants: { repeats: { dtype: 'int64', shape: [1], data: [1] } } },
  ],
  doc: {
    summary: 'A tensor repeated along its axes.',
    gradient: 'dX = Σ dY over the copies',
    source: 'https://onnx.ai/onnx/operators/onnx__Tile.html',
  },
}
