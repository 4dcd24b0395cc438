import type { Example } from './example.ts'
import { addTables } from './table-sums.ts'

/** The sum of the values of a buffer over some batches. */
export interface BufferSum {
  readonly sum: Float32Array<ArrayBuffer>
  readonly count: number
}

/** Gradients of one batch, or the sums over several. */
export interface Gradients {
  readonly loss: number
  /** The terms of the loss, before their weights. */
  readonly terms: Readonly<Record<string, number>>
  /** Squared norms of the gradients of the terms, with their weights, if requested. */
  readonly termNorms?: Readonly<Record<string, number>>
  /** By the names of `TrainedWeight`; for tables trained row by row only the touched rows, in the order of `rows`. */
  readonly tensors: Readonly<Record<string, Float32Array<ArrayBuffer>>>
  /** Touched rows, ascending, of the tables that are trained row by row. */
  readonly rows: Readonly<Record<string, Int32Array>>
  /** What the towers gave their buffers, summed over the batches that gave them any. */
  readonly buffers: Readonly<Record<string, BufferSum>>
}

/**
 * Computes the gradients of a loss with respect to all trained weights that it reaches, without changing the weights.
 */
export interface GradientStep<Prepared> extends AsyncDisposable {
  /**
   * Checks the examples of a batch and makes its items ready, ahead of the step.
   *
   * @throws {DataError} if an example does not fit the loss.
   */
  prepare(batch: readonly Example[], signal: AbortSignal): Promise<Prepared>
  /**
   * The result is valid until the next call, which may write over it.
   *
   * @param seed Source of dropout; the same seed gives the same gradients to the bit.
   */
  compute(batch: Prepared, seed: number): Promise<Gradients>
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
export function copyGradients(gradients: Gradients): Gradients {
  return {
    ...gradients,
    tensors: Object.fromEntries(Object.entries(gradients.tensors).map(([name, data]) => [name, data.slice()])),
    buffers: Object.fromEntries(
      Object.entries(gradients.buffers).map(([name, { sum, count }]) => [name, { sum: sum.slice(), count }]),
    ),
  }
}

/** Adds `b` to `a`, in the memory of `a` where their rows agree. */
export function addGradients(a: Gradients, b: Gradients): Gradients {
  const tensors: Record<string, Float32Array<ArrayBuffer>> = {}
  const rows: Record<string, Int32Array> = {}
  for (const name of new Set([...Object.keys(a.tensors), ...Object.keys(b.tensors)])) {
    const sum = addTables(
      { data: a.tensors[name], rows: a.rows[name] },
      // The next batch is written over these.
      { data: b.tensors[name], rows: b.rows[name] },
    )
    tensors[name] = sum.data
    if (sum.rows) rows[name] = sum.rows
  }
  return {
    loss: a.loss + b.loss,
    terms: addNumbers(a.terms, b.terms),
    ...(a.termNorms && b.termNorms && { termNorms: addNumbers(a.termNorms, b.termNorms) }),
    tensors,
    rows,
    buffers: Object.fromEntries(
      [...new Set([...Object.keys(a.buffers), ...Object.keys(b.buffers)])].map(name => [
        name,
        addBuffers(a.buffers[name], b.buffers[name]),
      ]),
    ),
  }
}

function addBuffers(a: BufferSum | undefined, b: BufferSum | undefined): BufferSum {
  const { data } = addTables({ data: a?.sum }, { data: b?.sum })
  return { sum: data, count: (a?.count ?? 0) + (b?.count ?? 0) }
}

function addNumbers(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(names.map(name => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}
