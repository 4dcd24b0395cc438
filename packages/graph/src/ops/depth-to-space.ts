import { requireKnownOptions, ShapeError } from '@towerkit/core'
import { productOf, type Dimension, type Shape } from '../dimension.ts'
import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { reshape } from './reshape.ts'
import { transpose } from './transpose.ts'

/** How the channels are arranged: 'DCR' with the block in front of what is left, 'CRD' behind. */
export type DepthMode = 'DCR' | 'CRD'

/**
 * Rearranges channels into blocks of positions.
 *
 * @param x [batch, channels, height, width]
 * @param block Side of a block; its square divides the channels.
 * @returns [batch, channels / block², height·block, width·block]
 */
export function depthToSpace(x: Value, block: number, options: { readonly mode?: DepthMode } = {}): Value {
  const { mode = 'DCR' } = requireKnownOptions('depthToSpace', options, { mode: true })
  const [batch, channels, height, width] = requireImages(x) as [Dimension, number, Dimension, Dimension]
  const depth = channels / block ** 2
  if (!Number.isInteger(depth))
    throw new ShapeError(
      `depthToSpace: ${channels} channels in blocks of ${block} by ${block}. Give a multiple of ${block ** 2} ` +
        'channels.',
      { channels, block },
    )
  const blocks =
    mode === 'DCR'
      ? transpose(reshape(x, [batch, block, block, depth, height, width]), [0, 3, 4, 1, 5, 2])
      : transpose(reshape(x, [batch, depth, block, block, height, width]), [0, 1, 4, 2, 5, 3])
  return reshape(blocks, [batch, depth, productOf([height, block]), productOf([width, block])])
}

export const depthToSpaceOp: Op<'input', 'output', { blocksize: number; mode: DepthMode }> = {
  type: 'DepthToSpace',
  since: 13,
  inputs: ['input'],
  outputs: ['output'],
  attributes: { blocksize: 'int', mode: 'string' },
  defaults: { mode: 'DCR' },
  infer: ({ inputs: { input }, attributes: { blocksize: block } }) => {
    const [batch, channels, height, width] = requireImages(input)
    return {
      output: {
        dtype: input.dtype,
        shape: [batch!, Number(channels) / block ** 2, productOf([height!, block]), productOf([width!, block])],
      },
    }
  },
  gradient: 'reference',
  reference: ({ input }, { blocksize, mode }) => ({ output: depthToSpace(input, blocksize, { mode }) }),
  samples: [
    { shapes: { input: [3, 8, 2, 5] }, attributes: { blocksize: 2, mode: 'DCR' } },
    { shapes: { input: [3, 8, 2, 5] }, attributes: { blocksize: 2, mode: 'CRD' } },
  ],
  doc: {
    summary: 'Channels as blocks of places.',
    gradient: 'of its parts',
    source: 'https://onnx.ai/onnx/operators/onnx__DepthToSpace.html',
  },
}

function requireImages({ shape }: Value): Shape {
  if (shape.length !== 4 || typeof shape[1] !== 'number')
    throw new ShapeError(
      `depthToSpace: [${shape}] is not [batch, channels, height, width] with a number of channels.`,
      { shape },
    )
  return shape
}
