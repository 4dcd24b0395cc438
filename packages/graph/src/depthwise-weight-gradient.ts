import type { ConvolutionAttributes } from './convolution.ts'
import { productOf } from './dimension.ts'
import { concat } from './ops/concat.ts'
import { gather } from './ops/gather.ts'
import { matmul } from './ops/matmul.ts'
import { pad } from './ops/pad.ts'
import { reduceSum } from './ops/reduce-sum.ts'
import { reshape } from './ops/reshape.ts'
import { slice } from './ops/slice.ts'
import { transpose } from './ops/transpose.ts'
import type { Value } from './value.ts'

/** Widest block of a row. Narrow blocks multiply less that is not needed, wide ones have fewer edges. */
const blockWidth = 32

/**
 * dW of a depthwise convolution over one or two axes. For each row of the window, a channel's input rows times its dY
 * rows give a matrix [input column, dY column], and each element of that row of dW is the sum of one of its diagonals.
 * Rows are cut into blocks, so that the matrix stays small.
 *
 * @param large [batch, channels, (height,) width], all but the batch numbers.
 * @param small [batch, channels, (rows,) columns]
 * @param shape [channels, 1, (window height,) window width]
 */
export function depthwiseWeightGradient(
  large: Value,
  small: Value,
  shape: readonly number[],
  attributes: ConvolutionAttributes,
): Value {
  const [batch, , ...lengths] = large.shape
  const channels = shape[0]!
  const [windowRows, windowColumns] = withRows(shape.slice(2))
  const [strideRows, strideColumns] = withRows(attributes.strides)
  const [dilationRows, dilationColumns] = withRows(attributes.dilations)
  const [top, left] = withRows(attributes.pads.slice(0, lengths.length), 0)
  const [bottom] = withRows(attributes.pads.slice(lengths.length), 0)
  const [height, width] = withRows(lengths as readonly number[])
  const [rows, columns] = withRows(small.shape.slice(2) as readonly number[])

  const blocks = Math.ceil(columns / blockWidth)
  const block = Math.ceil(columns / blocks)
  const span = strideColumns * (block - 1) + dilationColumns * (windowColumns - 1) + 1
  const needed = strideColumns * block * (blocks - 1) + span
  const right = Math.max(0, needed - left - width)

  const gradients = transpose(reshape(small, [batch!, channels, rows, columns]), [1, 0, 2, 3])
  const count = productOf([batch!, rows, blocks])
  const gradientRows = reshape(padEnd(gradients, blocks * block - columns), [channels, count, block])
  const padded = pad(transpose(reshape(large, [batch!, channels, height, width]), [1, 0, 2, 3]), [
    [0, 0],
    [0, 0],
    [top, bottom],
    [left, right],
  ])
  const inputBlocks = concat(
    Array.from({ length: blocks }, (_, i) => {
      const start = strideColumns * block * i
      const part = slice(padded, { axis: 3, start, end: start + span })
      return reshape(part, [channels, batch!, top + height + bottom, 1, span])
    }),
    3,
  )
  const diagonals = Array.from(
    { length: windowColumns * block },
    (_, i) => (strideColumns * (i % block) + dilationColumns * Math.floor(i / block)) * block + (i % block),
  )
  const indices = large.graph.constant(diagonals, 'int64', [windowColumns, block])
  const windowRowsOf = Array.from({ length: windowRows }, (_, row) => {
    const start = dilationRows * row
    const part = slice(inputBlocks, { axis: 2, start, end: start + strideRows * (rows - 1) + 1, step: strideRows })
    const product = matmul(transpose(reshape(part, [channels, count, span]), [0, 2, 1]), gradientRows)
    const sums = reduceSum(gather(reshape(product, [channels, span * block]), indices, 1), [2])
    return reshape(sums, [channels, 1, windowColumns])
  })
  return reshape(windowRowsOf.length === 1 ? windowRowsOf[0]! : concat(windowRowsOf, 1), shape)
}

/** Numbers of two axes, also where there is one: then there is one row. */
function withRows(numbers: readonly number[], ofRows = 1): readonly [rows: number, columns: number] {
  return numbers.length === 1 ? [ofRows, numbers[0]!] : [numbers[0]!, numbers[1]!]
}

function padEnd(value: Value, after: number): Value {
  return after === 0 ? value : pad(value, [...value.shape.slice(1).map(() => [0, 0] as const), [0, after]])
}
