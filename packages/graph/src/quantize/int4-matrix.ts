/** Values that share one scale, down a column of the matrix. */
export const blockSize = 32

/** Whole numbers in [0, 15], two a byte, with one scale for each block: value ≈ (integer - 8) · scale. */
export interface Int4Matrix {
  /** [columns, blocks, blockSize / 2]; the lower half of a byte comes first. */
  readonly data: Uint8Array
  /** [columns, blocks] */
  readonly scales: Float32Array
}

/**
 * 4-bit quantisation in blocks of 32 values of a column, in the layout of ONNX Runtime's MatMulNBits. The scale puts
 * the value of largest magnitude on the integer 0, so that of the 16 levels none is lost to symmetry.
 *
 * @param values [rows, columns], row-major. Rows beyond the last count as zeros.
 *
 * @see https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits
 */
export function int4Matrix(values: Float32Array, rows: number, columns: number): Int4Matrix {
  const blocks = Math.ceil(rows / blockSize)
  const data = new Uint8Array((columns * blocks * blockSize) / 2)
  const scales = new Float32Array(columns * blocks)
  for (let column = 0; column < columns; column++) {
    for (let block = 0; block < blocks; block++) {
      const at = column * blocks + block
      const valueAt = (i: number) =>
        block * blockSize + i < rows ? values[(block * blockSize + i) * columns + column]! : 0
      let extreme = 0
      for (let i = 0; i < blockSize; i++) if (Math.abs(valueAt(i)) > Math.abs(extreme)) extreme = valueAt(i)
      const scale = Math.fround(extreme === 0 ? 1 : extreme / -8)
      scales[at] = scale
      for (let i = 0; i < blockSize; i++) {
        const level = Math.min(15, Math.max(0, Math.round(valueAt(i) / scale) + 8))
        data[(at * blockSize) / 2 + (i >> 1)]! |= i % 2 === 0 ? level : level << 4
      }
    }
  }
  return { data, scales }
}

/** The matrix that `int4Matrix` stands for, [rows, columns]. */
export function int4Values({ data, scales }: Int4Matrix, rows: number, columns: number): Float32Array {
  const blocks = Math.ceil(rows / blockSize)
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const row = Math.floor(i / columns)
    const at = (i % columns) * blocks + Math.floor(row / blockSize)
    const byte = data[(at * blockSize) / 2 + ((row % blockSize) >> 1)]!
    return ((row % 2 === 0 ? byte & 15 : byte >> 4) - 8) * scales[at]!
  })
}
