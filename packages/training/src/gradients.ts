/** Gradients of one batch or of several. */
export interface Gradients {
  readonly loss: number
  /** By the names of `TrainedWeight`; for tables trained row by row only the touched rows, in the order of `rows`. */
  readonly tensors: Readonly<Record<string, Float32Array<ArrayBuffer>>>
  /** Touched rows, ascending, of the tables that are trained row by row. */
  readonly rows: Readonly<Record<string, Int32Array>>
}

/** Computes the gradients of the loss with respect to all trained weights, leaving the weights as they are. */
export interface GradientStep extends AsyncDisposable {
  /**
   * The result is valid until the next call, which may write over it.
   *
   * @param seed Source of dropout; the same seed gives the same gradients to the bit.
   */
  compute(batch: readonly Readonly<Record<string, unknown>>[], seed: number): Promise<Gradients>
}

/** Σ of the squares of all gradients, in double precision. */
export function squaredNorm({ tensors }: Gradients): number {
  return Object.values(tensors).reduce((sum, gradient) => sum + sumOfSquares(gradient), 0)
}

/** Four sums side by side, so that no addition waits for the one before it. */
function sumOfSquares(values: Float32Array): number {
  const whole = values.length - (values.length % 4)
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! * values[i]!
    b += values[i + 1]! * values[i + 1]!
    c += values[i + 2]! * values[i + 2]!
    d += values[i + 3]! * values[i + 3]!
  }
  for (let i = whole; i < values.length; i++) a += values[i]! * values[i]!
  return a + b + c + d
}

/** The same gradients in memory of their own. */
export function copyGradients({ loss, tensors, rows }: Gradients): Gradients {
  return {
    loss,
    rows,
    tensors: Object.fromEntries(Object.entries(tensors).map(([name, data]) => [name, data.slice()])),
  }
}

/** Adds `b` to `a`, in the memory of `a` where their rows agree. */
export function addGradients(a: Gradients, b: Gradients): Gradients {
  const tensors: Record<string, Float32Array<ArrayBuffer>> = {}
  const rows: Record<string, Int32Array> = {}
  for (const [name, left] of Object.entries(a.tensors)) {
    const right = b.tensors[name]!
    const leftRows = a.rows[name]
    const rightRows = b.rows[name]
    if (!leftRows || !rightRows || sameRows(leftRows, rightRows)) {
      for (let i = 0; i < left.length; i++) left[i]! += right[i]!
      tensors[name] = left
      if (leftRows) rows[name] = leftRows
      continue
    }
    const union = Int32Array.from(new Set([...leftRows, ...rightRows])).sort()
    const width = leftRows.length > 0 ? left.length / leftRows.length : right.length / rightRows.length
    const sum = new Float32Array(union.length * width)
    addRows(sum, union, left, leftRows, width)
    addRows(sum, union, right, rightRows, width)
    tensors[name] = sum
    rows[name] = union
  }
  return { loss: a.loss + b.loss, tensors, rows }
}

function addRows(sum: Float32Array, union: Int32Array, part: Float32Array, rows: Int32Array, width: number): void {
  const position = new Map(Array.from(union, (row, i) => [row, i]))
  rows.forEach((row, i) => {
    const to = position.get(row)! * width
    for (let d = 0; d < width; d++) sum[to + d]! += part[i * width + d]!
  })
}

function sameRows(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((row, i) => row === b[i])
}
