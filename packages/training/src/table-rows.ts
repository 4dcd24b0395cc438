/** Rows that are copied together: few enough that what was fetched for the last is still there for the first. */
const groupSize = 32
/** Numbers in one line of the processor's cache. */
const lineLength = 16

/** The named rows of a row-major matrix, copied. */
export function gatherRows(matrix: Float32Array<ArrayBuffer>, rows: Int32Array, width: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(rows.length * width)
  const [from, to] = [bytesOf(matrix), bytesOf(result)]
  inGroups(rows.length, (start, end) => {
    // One number of each line first: these loads wait for memory side by side, where whole rows would wait in turn.
    for (let i = start; i < end; i++) {
      for (let k = 0; k < width; k += lineLength) result[i * width + k] = matrix[rows[i]! * width + k]!
    }
    for (let i = start; i < end; i++) from.copy(to, i * width * 4, rows[i]! * width * 4, (rows[i]! + 1) * width * 4)
  })
  return result
}

/** Writes `values`, row after row, into the named rows of a row-major matrix. */
export function scatterRows(matrix: Float32Array<ArrayBuffer>, rows: Int32Array, values: Float32Array<ArrayBuffer>): void {
  const width = values.length / rows.length
  const [from, to] = [bytesOf(values), bytesOf(matrix)]
  inGroups(rows.length, (start, end) => {
    for (let i = start; i < end; i++) {
      for (let k = 0; k < width; k += lineLength) matrix[rows[i]! * width + k] = values[i * width + k]!
    }
    for (let i = start; i < end; i++) from.copy(to, rows[i]! * width * 4, i * width * 4, (i + 1) * width * 4)
  })
}

function inGroups(count: number, work: (start: number, end: number) => void): void {
  for (let start = 0; start < count; start += groupSize) work(start, Math.min(start + groupSize, count))
}

/** Buffers copy in half the time of views: thousands of rows a step would each need two. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
