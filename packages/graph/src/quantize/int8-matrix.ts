/** Whole numbers in [-127, 127] with one scale for each column (or row): value ≈ integer · scale. */
export interface Int8Matrix {
  readonly data: Int8Array
  readonly scales: Float32Array
}

/**
 * Symmetric 8-bit quantisation of the columns of a matrix: scale = max |w| / 127, integer = round(w / scale).
 *
 * A column of zeros gets the scale 1.
 *
 * @param values [rows, columns], row-major.
 */
export function int8Columns(values: Float32Array, rows: number, columns: number): Int8Matrix {
  const scales = new Float32Array(columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      scales[column] = Math.max(scales[column]!, Math.abs(values[row * columns + column]!))
  }
  for (let column = 0; column < columns; column++) scales[column] = scales[column] === 0 ? 1 : scales[column]! / 127
  const data = new Int8Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      data[row * columns + column] = Math.round(values[row * columns + column]! / scales[column]!)
  }
  return { data, scales }
}

/**
 * Symmetric 8-bit quantisation of the rows of a table, each with a scale of its own.
 *
 * @param values [rows, columns], row-major.
 */
export function int8Rows(values: Float32Array, rows: number, columns: number): Int8Matrix {
  const scales = new Float32Array(rows)
  const data = new Int8Array(values.length)
  for (let row = 0; row < rows; row++) {
    const at = row * columns
    let largest = 0
    for (let i = at; i < at + columns; i++) largest = Math.max(largest, Math.abs(values[i]!))
    const scale = Math.fround(largest === 0 ? 1 : largest / 127)
    for (let i = at; i < at + columns; i++) data[i] = Math.round(values[i]! / scale)
    scales[row] = scale
  }
  return { data, scales }
}
