import { ShapeError, UnsupportedError } from '@towerkit/core'
import { sameShape } from '../dimension.ts'
import type { Inputs, Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { cast } from './cast.ts'
import { concat } from './concat.ts'
import { floor } from './floor.ts'
import { matmul } from './matmul.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape } from './reshape.ts'
import { slice } from './slice.ts'
import { sub } from './sub.ts'
import { transpose } from './transpose.ts'
import { unsqueeze } from './unsqueeze.ts'

/** Options of `matMulNBits`. */
export interface MatMulNBitsOptions {
  /** Rows of the matrix: the last length of `x`. */
  readonly K: number
  /** Columns of the matrix: the last length of the result. */
  readonly N: number
  /** Bits of a whole number. Default 4. */
  readonly bits?: 4 | 8
  /** Rows that share a scale. Default 32. */
  readonly blockSize?: number
  /** Of the packed type, packed as `b`, [N, ⌈blocks·bits / 8⌉]. Default: half the range, 8 of 4 bits. */
  readonly zeroPoints?: Value
}

type NBitsAttributes = { K: number; N: number; bits: number; block_size: number; accuracy_level?: number }
type NBitsInputs = Inputs<'A' | 'B' | 'scales', 'zero_points' | 'g_idx' | 'bias'>

/**
 * `x` times a matrix of small whole numbers, each block of a column with a scale: (b − zero point)·scale.
 *
 * @param x [..., K]
 * @param b uint8 [N, blocks, block size·bits / 8], the lower bits first.
 * @param scales [N, blocks], flat or not.
 * @returns [..., N]
 */
export function matMulNBits(x: Value, b: Value, scales: Value, { K, N, bits = 4, blockSize = 32, zeroPoints }: MatMulNBitsOptions): Value {
  return x.graph.emit(matMulNBitsOp, { A: x, B: b, scales, ...(zeroPoints && { zero_points: zeroPoints }) }, { K, N, bits, block_size: blockSize }).Y
}

export const matMulNBitsOp: Op<'A' | 'B' | 'scales', 'Y', NBitsAttributes, 'zero_points' | 'g_idx' | 'bias'> = {
  type: 'MatMulNBits',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['A', 'B', 'scales', 'zero_points', 'g_idx', 'bias'],
  optional: ['zero_points', 'g_idx', 'bias'],
  outputs: ['Y'],
  attributes: { K: 'int', N: 'int', bits: 'int', block_size: 'int', accuracy_level: 'int' },
  defaults: { bits: 4 },
  infer: ({ inputs: { A, B, g_idx }, attributes: { K, N, bits, block_size } }) => {
    if ((bits !== 4 && bits !== 8) || g_idx) throw new UnsupportedError(`matMulNBits: ${bits} bits${g_idx ? ' with groups of rows (g_idx)' : ''} are not supported. Quantise to 4 or 8 bits, rows in order.`, { bits })
    const packed = [N, Math.ceil(K / block_size), block_size * bits / 8]
    if (A.shape.at(-1) !== K || !sameShape(B.shape, packed)) {
      throw new ShapeError(`matMulNBits: [${A.shape}] times [${B.shape}] for a matrix [${K}, ${N}]. Give [..., ${K}] and [${packed}].`, { left: A.shape, right: B.shape, K, N })
    }
    return { Y: { dtype: A.dtype, shape: A.shape.with(-1, N) } }
  },
  gradient: ({ inputs, grad, attributes }) => ({
    A: matmul(grad.Y, dequantized(inputs, attributes)),
    ...(inputs.bias && { bias: reduceSum(grad.Y, [...grad.Y.shape.keys()].slice(0, -1)) }),
  }),
  reference: (inputs, attributes) => {
    const product = matmul(inputs.A, transpose(dequantized(inputs, attributes)))
    return { Y: inputs.bias ? add(product, inputs.bias) : product }
  },
  samples: [
    { shapes: { A: [2, 20] }, constants: { B: packedSample(2, 2, 8), scales: scaleSample(4) }, attributes: { K: 20, N: 2, bits: 4, block_size: 16 } },
    { shapes: { A: [2, 3, 32] }, constants: { B: packedSample(2, 2, 8), scales: scaleSample(4), zero_points: { dtype: 'uint8', shape: [2], data: [0x78, 0x9a] } }, attributes: { K: 32, N: 2, bits: 4, block_size: 16 } },
    { shapes: { A: [3, 16], bias: [2] }, constants: { B: packedSample(2, 1, 16), scales: scaleSample(2) }, attributes: { K: 16, N: 2, bits: 8, block_size: 16 } },
  ],
  doc: { summary: 'Product with a matrix of 4 or 8 bits an element.', gradient: 'dA = dY·Bᵀ with B in floats, dBias = Σ dY', source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits' },
}

/** The matrix in floats, [N, K]. */
function dequantized({ A, B, scales, zero_points }: NBitsInputs, { K, N, bits, block_size }: NBitsAttributes): Value {
  const blocks = Math.ceil(K / block_size)
  const whole = reshape(unpacked(B, bits, A.dtype), [N, blocks, block_size])
  const zeros = zero_points && (zero_points.dtype === 'uint8' ? unpacked(zero_points, bits, A.dtype) : cast(zero_points, A.dtype))
  const zero = zeros && slice(reshape(zeros, [N, -1]), { axis: 1, end: blocks })
  const centred = sub(whole, zero ? reshape(zero, [N, blocks, 1]) : 2 ** (bits - 1))
  const floats = mul(centred, reshape(scales, [N, blocks, 1]))
  return slice(reshape(floats, [N, blocks * block_size]), { axis: 1, end: K })
}

/** Bytes, or their lower and upper halves side by side along a new last axis. */
function unpacked(bytes: Value, bits: number, dtype: Value['dtype']): Value {
  const whole = cast(bytes, dtype)
  if (bits === 8) return whole
  const upper = floor(mul(whole, 1 / 16))
  const last = bytes.shape.length
  return concat([sub(whole, mul(upper, 16)), upper].map(half => unsqueeze(half, [last])), last)
}

function packedSample(columns: number, blocks: number, bytes: number) {
  return { dtype: 'uint8' as const, shape: [columns, blocks, bytes], data: Array.from({ length: columns * blocks * bytes }, (_, i) => (37 * i + 11) % 256) }
}

function scaleSample(count: number) {
  return { dtype: 'float32' as const, shape: [count], data: Array.from({ length: count }, (_, i) => 0.1 + 0.05 * i) }
}
