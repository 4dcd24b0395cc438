/** Rows that are copied together: few enough to stay in the processor's cache. */
const groupSize = 32
/** Numbers in one line of the processor's cache. */
const lineLength = 16

/** The named rows of a row-major matrix, copied into `target`. */
export function gatherRows(matrix: Float32Array, rows: Int32Array, target: Float32Array): void {
  const width = target.length / rows.length
  inGroups(rows.length, (start, end) => {
    // One number of each line first: these loads wait for memory side by side, where whole rows would wait in turn.
    for (let i = start; i < end; i++) {
      for (let k = 0; k < width; k += lineLength) target[i * width + k] = matrix[rows[i]! * width + k]!
    }
    for (let i = start; i < end; i++) target.set(matrix.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width)
  })
}

/** Writes `values`, row after row, into the named rows of a row-major matrix. */
export function scatterRows(matrix: Float32Array, rows: Int32Array, values: Float32Array): void {
  const width = values.length / rows.length
  inGroups(rows.length, (start, end) => {
    for (let i = start; i < end; i++) {
      for (let k = 0; k < width; k += lineLength) matrix[rows[i]! * width + k] = values[i * width + k]!
    }
    for (let i = start; i < end; i++) matrix.set(values.subarray(i * width, (i + 1) * width), rows[i]! * width)
  })
}

function inGroups(count: number, work: (start: number, end: number) => void): void {
  for (let start = 0; start < count; start += groupSize) work(start, Math.min(start + groupSize, count))
}
