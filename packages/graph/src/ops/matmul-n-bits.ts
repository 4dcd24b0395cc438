import { requireKnownOptions, ShapeError, UnsupportedError } from '@towerkit/core'
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

type MatmulNBitsAttributes = { K: number; N: number; bits: number; block_size: number; accuracy_level: number }
type MatmulNBitsInputs = Inputs<'A' | 'B' | 'scales', 'zero_points' | 'g_idx' | 'bias'>

/** Options of `matmulNBits`. */
export interface MatmulNBitsOptions {
  /** Rows of the matrix: the last axis of `a`. */
  readonly rows: number
  /** Columns of the matrix. */
  readonly columns: number
  /** Values of a column that share a scale: a power of two of at least 16. */
  readonly blockSize: number
}

/**
 * Matrix product with a matrix of 4-bit numbers: a·((b - 8)·scales). An op of ONNX Runtime, not of the standard.
 *
 * @param a float32 [..., rows]
 * @param b uint8 [columns, blocks, blockSize / 2], two numbers a byte, the lower half first.
 * @param scales float32 [columns, blocks]
 * @returns float32 [..., columns]
 * @throws {ShapeError} if they do not fit.
 */
export function matmulNBits(
  a: Value,
  { b, scales }: { readonly b: Value; readonly scales: Value },
  options: MatmulNBitsOptions,
): Value {
  const { rows, columns, blockSize } = requireKnownOptions('matmulNBits', options, {
    rows: true,
    columns: true,
    blockSize: true,
  })
  return a.graph.emit(
    matmulNBitsOp,
    { A: a, B: b, scales },
    { K: rows, N: columns, bits: 4, block_size: blockSize, accuracy_level: 0 },
  ).Y
}

export const matmulNBitsOp: Op<'A' | 'B' | 'scales', 'Y', MatmulNBitsAttributes, 'zero_points' | 'g_idx' | 'bias'> = {
  type: 'MatMulNBits',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['A', 'B', 'scales', 'zero_points', 'g_idx', 'bias'],
  optional: ['zero_points', 'g_idx', 'bias'],
  outputs: ['Y'],
  attributes: { K: 'int', N: 'int', bits: 'int', block_size: 'int', accuracy_level: 'int' },
  defaults: { bits: 4, accuracy_level: 0 },
  infer: ({ inputs: { A, B, g_idx }, attributes: { K, N, bits, block_size } }) => {
    if ((bits !== 4 && bits !== 8) || g_idx)
      throw new UnsupportedError(
        `matmulNBits: ${bits} bits${g_idx ? ' with groups of rows (g_idx)' : ''} are not supported. Quantise to 4 ` +
          'or 8 bits, with the rows in order.',
        { bits },
      )
    const stored = (N * Math.ceil(K / block_size) * block_size * bits) / 8
    if (
      A.shape.at(-1) !== K ||
      B.dtype !== 'uint8' ||
      B.shape.reduce<number>((size, length) => size * Number(length), 1) !== stored
    ) {
      throw new ShapeError(
        `matmulNBits: cannot multiply [${A.shape}] by a matrix of ${K} x ${N} stored as ${B.dtype} [${B.shape}]. ` +
          `Its last axis must be ${K}, and the matrix ${stored} bytes.`,
        { left: A.shape, right: B.shape },
      )
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
    {
      shapes: { A: [2, 20] },
      constants: { B: packedSample(2, 2, 8), scales: scaleSample(4) },
      attributes: { K: 20, N: 2, bits: 4, block_size: 16, accuracy_level: 0 },
    },
    {
      shapes: { A: [2, 3, 32] },
      constants: {
        B: packedSample(2, 2, 8),
        scales: scaleSample(4),
        zero_points: { dtype: 'uint8', shape: [2], data: [0x78, 0x9a] },
      },
      attributes: { K: 32, N: 2, bits: 4, block_size: 16, accuracy_level: 0 },
    },
    {
      shapes: { A: [3, 16], bias: [2] },
      constants: { B: packedSample(2, 1, 16), scales: scaleSample(2) },
      attributes: { K: 16, N: 2, bits: 8, block_size: 16, accuracy_level: 0 },
    },
  ],
  doc: {
    summary: 'Matrix product with a matrix of 4-bit or 8-bit numbers.',
    gradient: 'dA = dY·Bᵀ with B in floats, dBias = Σ dY',
    source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits',
  },
}

/** The matrix in floats, [N, K]. */
function dequantized(
  { A, B, scales, zero_points }: MatmulNBitsInputs,
  { K, N, bits, block_size }: MatmulNBitsAttributes,
): Value {
  const blocks = Math.ceil(K / block_size)
  const whole = reshape(unpacked(B, bits, A.dtype), [N, blocks, block_size])
  const zeros =
    zero_points && (zero_points.dtype === 'uint8' ? unpacked(zero_points, bits, A.dtype) : cast(zero_points, A.dtype))
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
  return concat(
    [sub(whole, mul(upper, 16)), upper].map(half => unsqueeze(half, [last])),
    last,
  )
}

function packedSample(columns: number, blocks: number, bytes: number) {
  return {
    dtype: 'uint8' as const,
    shape: [columns, blocks, bytes],
    data: Array.from({ length: columns * blocks * bytes }, (_, i) => (37 * i + 11) % 256),
  }
}

function scaleSample(count: number) {
  return { dtype: 'float32' as const, shape: [count], data: Array.from({ length: count }, (_, i) => 0.1 + 0.05 * i) }
}
