import type { Tensor } from '@towerkit/core'
import type { Graph } from '../graph.ts'
import type { Attributes, Inputs } from '../op.ts'
import { add } from '../ops/add.ts'
import { cast } from '../ops/cast.ts'
import { dynamicQuantizeLinear } from '../ops/dynamic-quantize-linear.ts'
import { gather } from '../ops/gather.ts'
import { matmulInteger } from '../ops/matmul-integer.ts'
import { matmulNBits } from '../ops/matmul-n-bits.ts'
import { mul } from '../ops/mul.ts'
import { transpose } from '../ops/transpose.ts'
import { transposedMatrix } from '../transpose-weights.ts'
import type { Value } from '../value.ts'
import { blockSize, int4Matrix, int4Values } from './int4-matrix.ts'
import { int8Columns, int8Rows } from './int8-matrix.ts'
import type { QuantizationEntry } from './quantize.ts'
import type { WeightUse } from './weight-use.ts'

/** A weight in its quantised form, as constants of a graph. */
export interface QuantizedWeight {
  readonly entry: QuantizationEntry
  /** What stands for the node that used the weight: MatMul, Gemm or Gather. */
  apply(inputs: Inputs<string, string>, attributes: Attributes): Readonly<Record<string, Value>>
}

/** Quantises one weight for one kind of use, and stores it in `graph`. */
export function quantizeWeight(graph: Graph, weight: Tensor, use: WeightUse, bits: 8 | 4): QuantizedWeight {
  return use.kind === 'table' ? quantizedTable(graph, weight, use) : quantizedMatrix(graph, weight, use, bits)
}

function quantizedTable(graph: Graph, { shape, data }: Tensor, { name, kind }: WeightUse): QuantizedWeight {
  const values = data as Float32Array
  const [rows, width] = shape as [number, number]
  const table = int8Rows(values, rows, width)
  const integers = graph.constant(table.data, 'int8', [rows, width])
  const scales = graph.constant(table.scales, 'float32', [rows, 1])
  return {
    entry: {
      name,
      kind,
      shape,
      bits: 8,
      error: relativeError(values, i => table.data[i]! * table.scales[Math.floor(i / width)]!),
      bytes: { float: values.byteLength, quantized: table.data.byteLength + table.scales.byteLength },
    },
    apply: ({ indices }) => ({ output: mul(cast(gather(integers, indices!), 'float32'), gather(scales, indices!)) }),
  }
}

function quantizedMatrix(
  graph: Graph,
  weight: Tensor,
  { name, kind, transposed }: WeightUse,
  bits: 8 | 4,
): QuantizedWeight {
  const { shape, data } = transposed ? transposedMatrix(weight) : weight
  const [rows, columns] = shape as [number, number]
  const values = data as Float32Array
  const { product, bytes, at } =
    bits === 8 ? int8Product(graph, values, rows, columns) : int4Product(graph, values, rows, columns)
  return {
    entry: {
      name,
      kind,
      shape: weight.shape,
      bits,
      error: relativeError(values, at),
      bytes: { float: values.byteLength, quantized: bytes },
    },
    // MatMul has no attributes and no bias; of Gemm all are heeded.
    apply: ({ A, C }, { alpha = 1, beta = 1, transA = 0 }) => {
      const whole = product(transA === 1 ? transpose(A!) : A!)
      const scaled = alpha === 1 ? whole : mul(whole, alpha as number)
      return { Y: C ? add(scaled, beta === 1 ? C : mul(C, beta as number)) : scaled }
    },
  }
}

interface Product {
  readonly product: (x: Value) => Value
  readonly bytes: number
  /** The value that stands for element i of the matrix. */
  readonly at: (i: number) => number
}

function int8Product(graph: Graph, values: Float32Array, rows: number, columns: number): Product {
  const matrix = int8Columns(values, rows, columns)
  const integers = graph.constant(matrix.data, 'int8', [rows, columns])
  const scales = graph.constant(matrix.scales, 'float32', [columns])
  return {
    product: x => {
      const { y, scale, zeroPoint } = dynamicQuantizeLinear(x)
      return mul(cast(matmulInteger(y, integers, { zeroPointA: zeroPoint }), 'float32'), mul(scale, scales))
    },
    bytes: matrix.data.byteLength + matrix.scales.byteLength,
    at: i => matrix.data[i]! * matrix.scales[i % columns]!,
  }
}

function int4Product(graph: Graph, values: Float32Array, rows: number, columns: number): Product {
  const matrix = int4Matrix(values, rows, columns)
  const restored = int4Values(matrix, rows, columns)
  const blocks = Math.ceil(rows / blockSize)
  const integers = graph.constant(matrix.data, 'uint8', [columns, blocks, blockSize / 2])
  const scales = graph.constant(matrix.scales, 'float32', [columns, blocks])
  return {
    product: x => matmulNBits(x, { b: integers, scales }, { rows, columns, blockSize }),
    bytes: matrix.data.byteLength + matrix.scales.byteLength,
    at: i => restored[i]!,
  }
}

/** ‖w - ŵ‖ / ‖w‖ */
function relativeError(values: Float32Array, at: (i: number) => number): number {
  let noise = 0
  let signal = 0
  for (let i = 0; i < values.length; i++) {
    noise += (values[i]! - at(i)) ** 2
    signal += values[i]! ** 2
  }
  return signal === 0 ? 0 : Math.sqrt(noise / signal)
}
