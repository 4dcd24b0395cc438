/** Transforms complex numbers in place: their real and their imaginary parts. */
export type FourierTransform = (real: Float64Array, imaginary: Float64Array) => void

/**
 * The discrete Fourier transform of a length: X[k] = sum over n of x[n] exp(-2 pi i k n / length).
 *
 * Mixed radix, so that the 400 samples of Whisper's windows are as fast as a power of two. A prime factor p costs p
 * operations a number, which is only noticed for large ones.
 *
 * @param length A whole number of at least 1.
 * @returns a function with memory of its own: one call at a time.
 *
 * @see Cooley and Tukey, An algorithm for the machine calculation of complex Fourier series, 1965.
 */
export function fourierTransform(length: number): FourierTransform {
  const radices = radicesOf(length)
  const cosines = Float64Array.from({ length }, (_, k) => Math.cos((2 * Math.PI * k) / length))
  const sines = Float64Array.from({ length }, (_, k) => -Math.sin((2 * Math.PI * k) / length))
  const inReal = new Float64Array(length)
  const inImaginary = new Float64Array(length)
  const largest = Math.max(1, ...radices)
  const real = new Float64Array(largest)
  const imaginary = new Float64Array(largest)

  return (outReal, outImaginary) => {
    inReal.set(outReal)
    inImaginary.set(outImaginary)
    transform({ depth: 0, from: 0, stride: 1, to: 0, count: length }, outReal, outImaginary)
  }

  /** Transforms every `stride`-th of the input from `from`, `count` numbers, to the output from `to`. */
  function transform(
    { depth, from, stride, to, count }: Part,
    outReal: Float64Array,
    outImaginary: Float64Array,
  ): void {
    if (count === 1) {
      outReal[to] = inReal[from]!
      outImaginary[to] = inImaginary[from]!
      return
    }
    const radix = radices[depth]!
    const inner = count / radix
    for (let q = 0; q < radix; q++)
      transform(
        { depth: depth + 1, from: from + q * stride, stride: stride * radix, to: to + q * inner, count: inner },
        outReal,
        outImaginary,
      )
    for (let k = 0; k < inner; k++) {
      for (let q = 0; q < radix; q++) {
        const at = to + q * inner + k
        const turn = q * k * stride
        const c = cosines[turn]!
        const s = sines[turn]!
        real[q] = outReal[at]! * c - outImaginary[at]! * s
        imaginary[q] = outReal[at]! * s + outImaginary[at]! * c
      }
      if (radix === 4) {
        const at = to + k
        const evenReal = real[0]! + real[2]!
        const evenImaginary = imaginary[0]! + imaginary[2]!
        const oddReal = real[1]! + real[3]!
        const oddImaginary = imaginary[1]! + imaginary[3]!
        const crossReal = real[0]! - real[2]!
        const crossImaginary = imaginary[0]! - imaginary[2]!
        const turnedReal = imaginary[1]! - imaginary[3]!
        const turnedImaginary = real[3]! - real[1]!
        outReal[at] = evenReal + oddReal
        outImaginary[at] = evenImaginary + oddImaginary
        outReal[at + inner] = crossReal + turnedReal
        outImaginary[at + inner] = crossImaginary + turnedImaginary
        outReal[at + 2 * inner] = evenReal - oddReal
        outImaginary[at + 2 * inner] = evenImaginary - oddImaginary
        outReal[at + 3 * inner] = crossReal - turnedReal
        outImaginary[at + 3 * inner] = crossImaginary - turnedImaginary
        continue
      }
      const step = length / radix
      for (let p = 0; p < radix; p++) {
        let sumReal = real[0]!
        let sumImaginary = imaginary[0]!
        for (let q = 1; q < radix; q++) {
          const turn = ((p * q) % radix) * step
          sumReal += real[q]! * cosines[turn]! - imaginary[q]! * sines[turn]!
          sumImaginary += real[q]! * sines[turn]! + imaginary[q]! * cosines[turn]!
        }
        outReal[to + p * inner + k] = sumReal
        outImaginary[to + p * inner + k] = sumImaginary
      }
    }
  }
}

interface Part {
  readonly depth: number
  readonly from: number
  readonly stride: number
  readonly to: number
  readonly count: number
}

/** Fours as long as there are some, then primes. */
function radicesOf(length: number): number[] {
  const radices: number[] = []
  let rest = length
  const divide = (radix: number) => {
    while (rest % radix === 0) {
      radices.push(radix)
      rest /= radix
    }
  }
  divide(4)
  for (let prime = 2; rest > 1; prime++) divide(prime)
  return radices
}
