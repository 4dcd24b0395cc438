/** A gradient: of a whole tensor, or of some rows of a table. */
export interface PartialGradient {
  readonly data: Float32Array<ArrayBuffer> | undefined
  readonly rows?: Int32Array | undefined
}

/** Adds `b` to `a`, in the memory of `a` where their rows agree. One that is missing is 0. */
export function addTables(
  a: PartialGradient,
  b: PartialGradient,
): { readonly data: Float32Array<ArrayBuffer>; readonly rows: Int32Array | undefined } {
  if (!a.data || !b.data) {
    const { data, rows } = a.data ? a : b
    return { data: a.data ? data! : data!.slice(), rows }
  }
  const left = a.data
  const right = b.data
  if (!a.rows || !b.rows || sameRows(a.rows, b.rows)) {
    for (let i = 0; i < left.length; i++) left[i]! += right[i]!
    return { data: left, rows: a.rows }
  }
  const rows = Int32Array.from(new Set([...a.rows, ...b.rows])).sort()
  const width = a.rows.length > 0 ? left.length / a.rows.length : right.length / b.rows.length
  const data = new Float32Array(rows.length * width)
  const add = rowAdder({ data, rows }, width)
  add(left, a.rows)
  add(right, b.rows)
  return { data, rows }
}

/** Adds rows to a table of more rows. */
export function rowAdder(
  { data, rows }: { readonly data: Float32Array; readonly rows: Int32Array },
  width: number,
): (part: Float32Array, rows: Int32Array) => void {
  const position = new Map(Array.from(rows, (row, i) => [row, i]))
  return (part, partRows) =>
    partRows.forEach((row, i) => {
      const to = position.get(row)! * width
      for (let d = 0; d < width; d++) data[to + d]! += part[i * width + d]!
    })
}

function sameRows(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((row, i) => row === b[i])
}
