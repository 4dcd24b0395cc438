/**
 * Multinomial logistic regression, which minimises
 *
 * sum_i -log softmax(W x_i + b)_{y_i} + regularization / 2 * |W|^2
 *
 * by L-BFGS, until the largest gradient is below 1e-6 of the number of rows.
 *
 * @param rows Vectors of equal length.
 * @param classes Of each row, numbered from 0.
 * @returns a function from a vector to the number of its most probable class.
 * @see Liu and Nocedal, On the limited memory BFGS method for large scale optimization, 1989
 */
export function logisticRegression(
  rows: readonly (readonly number[])[],
  classes: readonly number[],
  { regularization }: { readonly regularization: number },
): (vector: readonly number[]) => number {
  const count = Math.max(...classes) + 1
  const width = rows[0]!.length + 1
  const loss = (weights: Float64Array) => lossAndGradient(weights, { rows, classes, count, regularization })
  const weights = minimize(loss, new Float64Array(count * width), rows.length * 1e-6)
  return vector => {
    const scores = logits(weights, vector, count)
    return scores.indexOf(Math.max(...scores))
  }
}

interface Problem {
  readonly rows: readonly (readonly number[])[]
  readonly classes: readonly number[]
  readonly count: number
  readonly regularization: number
}

function logits(weights: Float64Array, vector: readonly number[], count: number): number[] {
  const width = vector.length + 1
  return Array.from({ length: count }, (_, c) => {
    let sum = weights[c * width + width - 1]!
    for (let d = 0; d < width - 1; d++) sum += weights[c * width + d]! * vector[d]!
    return sum
  })
}

function lossAndGradient(
  weights: Float64Array,
  { rows, classes, count, regularization }: Problem,
): { loss: number; gradient: Float64Array } {
  const width = rows[0]!.length + 1
  const gradient = new Float64Array(weights.length)
  let loss = 0
  for (const [i, vector] of rows.entries()) {
    const scores = logits(weights, vector, count)
    const highest = Math.max(...scores)
    const total = scores.reduce((sum, score) => sum + Math.exp(score - highest), 0)
    loss += highest + Math.log(total) - scores[classes[i]!]!
    for (let c = 0; c < count; c++) {
      const error = Math.exp(scores[c]! - highest) / total - (c === classes[i] ? 1 : 0)
      for (let d = 0; d < width - 1; d++) gradient[c * width + d]! += error * vector[d]!
      gradient[c * width + width - 1]! += error
    }
  }
  for (let k = 0; k < weights.length; k++) {
    if (k % width === width - 1) continue
    loss += (regularization / 2) * weights[k]! ** 2
    gradient[k]! += regularization * weights[k]!
  }
  return { loss, gradient }
}

type Loss = (weights: Float64Array) => { loss: number; gradient: Float64Array }

function minimize(loss: Loss, start: Float64Array, tolerance: number): Float64Array {
  const memory: { step: Float64Array; change: Float64Array }[] = []
  let weights = start
  let current = loss(weights)
  for (
    let iteration = 0;
    iteration < 1000 && current.gradient.some(value => Math.abs(value) > tolerance);
    iteration++
  ) {
    const direction = descent(current.gradient, memory)
    const slope = dot(direction, current.gradient)
    let size = iteration === 0 ? 1 / Math.max(1, Math.sqrt(dot(current.gradient, current.gradient))) : 1
    let next = weights.map((value, k) => value + size * direction[k]!)
    let found = loss(next)
    while (found.loss > current.loss + 1e-4 * size * slope && size > 1e-12) {
      size /= 2
      next = weights.map((value, k) => value + size * direction[k]!)
      found = loss(next)
    }
    const step = next.map((value, k) => value - weights[k]!)
    const change = found.gradient.map((value, k) => value - current.gradient[k]!)
    if (dot(step, change) > 1e-12) memory.push({ step, change })
    if (memory.length > 10) memory.shift()
    weights = next
    current = found
  }
  return weights
}

/** The two-loop recursion. */
function descent(
  gradient: Float64Array,
  memory: readonly { step: Float64Array; change: Float64Array }[],
): Float64Array {
  const direction = gradient.map(value => -value)
  const factors: number[] = []
  for (const { step, change } of [...memory].reverse()) {
    const factor = dot(step, direction) / dot(step, change)
    factors.unshift(factor)
    for (let k = 0; k < direction.length; k++) direction[k]! -= factor * change[k]!
  }
  const last = memory.at(-1)
  if (last !== undefined) {
    const scale = dot(last.step, last.change) / dot(last.change, last.change)
    for (let k = 0; k < direction.length; k++) direction[k]! *= scale
  }
  for (const [i, { step, change }] of memory.entries()) {
    const factor = factors[i]! - dot(change, direction) / dot(step, change)
    for (let k = 0; k < direction.length; k++) direction[k]! += factor * step[k]!
  }
  return direction
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}
