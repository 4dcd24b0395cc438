import { ShapeError } from '@towerkit/core'
import { productOf, quotientOf, type Dimension } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { reshape } from './reshape.ts'
import { transpose } from './transpose.ts'

/**
 * Rearranges blocks of positions into channels.
 *
 * @param x [batch, channels, height, width]
 * @param block Side of a block; it divides height and width.
 * @returns [batch, block²·channels, height / block, width / block]
 */
export function spaceToDepth(x: Value, block: number): Value {
  const [batch, channels, height, width] = x.shape as [Dimension, Dimension, Dimension, Dimension]
  const [rows, columns] = [height, width].map(length => quotientOf(length, block))
  if (x.shape.length !== 4 || rows === undefined || columns === undefined)
    throw new ShapeError(
      `spaceToDepth: [${x.shape}] in blocks of ${block} by ${block}. Give [batch, channels, height, width] whose ` +
        'last lengths the block divides.',
      { shape: x.shape, block },
    )
  const blocks = transpose(reshape(x, [batch, channels, rows, block, columns, block]), [0, 3, 5, 1, 2, 4])
  return reshape(blocks, [batch, productOf([block ** 2, channels]), rows, columns])
}

export const spaceToDepthOp: Op<'input', 'output', { blocksize: number }> = {
  type: 'SpaceToDepth',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: { blocksize: 'int' },
  infer: ({ inputs: { input }, attributes: { blocksize: block } }) => {
    const [batch, channels, height, width] = input.shape
    return {
      output: {
        dtype: input.dtype,
        shape: [
          batch!,
          productOf([block ** 2, channels!]),
          quotientOf(height!, block) ?? 0,
          quotientOf(width!, block) ?? 0,
        ],
      },
    }
  },
  gradient: 'reference',
  reference: ({ input }, { blocksize }) => ({ output: spaceToDepth(input, blocksize) }),
  samples: [{ shapes: { input: [3, 2, 4, 6] }, attributes: { blocksize: 2 } }],
  doc: {
    summary: 'Blocks of places as channels.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__SpaceToDepth.html',
  },
}
