import type { BitReader } from './bit-reader.ts'

/** Coefficients of the predictors of fixed order. */
const fixed = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]] as const

/**
 * One channel of a frame: whole numbers, as a constant, as they are, or as what a linear predictor misses.
 *
 * @param size Number of samples.
 * @param width Bits of a sample.
 * @throws {Error} with what is wrong; `RangeError` if the bytes end.
 *
 * @see RFC 9639, section 9.2.
 */
export function flacSubframe(reader: BitReader, size: number, width: number): Float64Array {
  if (reader.unsigned(1) !== 0) throw new Error('a subframe has a reserved field')
  const kind = reader.unsigned(6)
  const wasted = reader.unsigned(1) === 0 ? 0 : reader.unary() + 1
  const bits = width - wasted
  if (bits < 1) throw new Error(`a subframe has ${wasted} unused bits of ${width}`)
  const samples = new Float64Array(size)
  if (kind === 0) samples.fill(reader.signed(bits))
  else if (kind === 1) for (let i = 0; i < size; i++) samples[i] = reader.signed(bits)
  else if (kind >= 8 && kind <= 12) readPredicted(fixed[kind - 8]!, 0)
  else if (kind >= 32) readLinear(kind - 31)
  else throw new Error('a subframe is of a reserved kind')
  if (wasted > 0) for (let i = 0; i < size; i++) samples[i]! *= 2 ** wasted
  return samples

  function readLinear(order: number): void {
    readFirst(order)
    const precision = reader.unsigned(4) + 1
    const shift = reader.signed(5)
    if (precision === 16 || shift < 0) throw new Error('a predictor is malformed')
    const coefficients = Array.from({ length: order }, () => reader.signed(precision))
    predict(coefficients, shift)
  }

  function readPredicted(coefficients: readonly number[], shift: number): void {
    readFirst(coefficients.length)
    predict(coefficients, shift)
  }

  function readFirst(order: number): void {
    if (order > size) throw new Error(`${size} samples have a predictor of ${order}`)
    for (let i = 0; i < order; i++) samples[i] = reader.signed(bits)
  }

  /** Sums stay below 2^53, so that they are exact. */
  function predict(coefficients: readonly number[], shift: number): void {
    const order = coefficients.length
    readResidual(reader, samples, order)
    const unit = 2 ** -shift
    for (let i = order; i < size; i++) {
      let sum = 0
      for (let j = 0; j < order; j++) sum += coefficients[j]! * samples[i - 1 - j]!
      samples[i]! += Math.floor(sum * unit)
    }
  }
}

/** What the predictor misses, from sample `order` on, in partitions of Rice's code. */
function readResidual(reader: BitReader, samples: Float64Array, order: number): void {
  const method = reader.unsigned(2)
  if (method > 1) throw new Error('a residual is of a reserved kind')
  const parameterBits = method === 0 ? 4 : 5
  const escape = 2 ** parameterBits - 1
  const partitions = 2 ** reader.unsigned(4)
  const partitionSize = samples.length / partitions
  if (!Number.isInteger(partitionSize) || partitionSize < order) throw new Error('the partitions do not fit a block')
  let at = order
  for (let partition = 0; partition < partitions; partition++) {
    const end = (partition + 1) * partitionSize
    const parameter = reader.unsigned(parameterBits)
    if (parameter === escape) {
      const bits = reader.unsigned(5)
      for (; at < end; at++) samples[at] = bits === 0 ? 0 : reader.signed(bits)
      continue
    }
    const unit = 2 ** parameter
    for (; at < end; at++) {
      const folded = reader.unary() * unit + reader.unsigned(parameter)
      samples[at] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
    }
  }
}
