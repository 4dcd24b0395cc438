/**
 * How likely the range of `groups` independent standard normal numbers, divided by an independent estimate of their
 * standard deviation with `degrees` degrees of freedom, is above `q`:
 *
 * P(Q > q) = 1 - int_0^inf f(s) * groups * int phi(z) * (Phi(z) - Phi(z - q s))^(groups - 1) dz ds
 *
 * with f the density of sqrt(chi^2_degrees / degrees). Both integrals are sums over fine steps; the error is below
 * 1e-8.
 *
 * @see Copenhaver and Holland, Computation of the distribution of the maximum studentized range statistic, 1988
 */
export function studentizedRangeTail(q: number, groups: number, degrees: number): number {
  if (q <= 0) return 1
  // The density of s lies within 9 standard deviations of its mean, about 1 +- 1 / sqrt(2 degrees).
  const spread = 9 / Math.sqrt(2 * degrees)
  const low = Math.max(1e-9, 1 - spread)
  const high = 1 + spread * (degrees < 10 ? 1.6 : 1)
  const logScale = (degrees / 2) * Math.log(degrees / 2) - logGamma(degrees / 2) + Math.LN2
  const inside = simpson(
    s => {
      const density = Math.exp(logScale + (degrees - 1) * Math.log(s) - (degrees * s * s) / 2)
      return density < 1e-18 ? 0 : density * rangeProbability(q * s, groups)
    },
    low,
    high,
    240,
  )
  return Math.min(1, Math.max(0, 1 - inside))
}

/** P(range <= w) of `groups` standard normal numbers. */
function rangeProbability(w: number, groups: number): number {
  return Math.min(
    1,
    groups *
      simpson(
        z => (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * (normal(z) - normal(z - w)) ** (groups - 1),
        -8,
        8,
        240,
      ),
  )
}

function simpson(of: (x: number) => number, low: number, high: number, steps: number): number {
  const width = (high - low) / steps
  let sum = of(low) + of(high)
  for (let i = 1; i < steps; i++) sum += of(low + i * width) * (i % 2 === 1 ? 4 : 2)
  return (sum * width) / 3
}

/** P(Z <= z), by the error function's series near 0 and its continued fraction far from it. */
function normal(z: number): number {
  const x = Math.abs(z)
  if (x > 8.5) return z > 0 ? 1 : 0
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  let tail: number
  if (x < 3) {
    let term = x
    let sum = x
    for (let n = 1; term > 1e-17 * sum; n++) sum += term *= (x * x) / (2 * n + 1)
    tail = 0.5 - density * sum
  } else {
    let fraction = 0
    for (let n = 40; n > 0; n--) fraction = n / (x + fraction)
    tail = density / (x + fraction)
  }
  return z > 0 ? 1 - tail : tail
}

/** ln Gamma(x) by Lanczos' approximation. */
function logGamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ]
  const shifted = x - 1
  const sum = coefficients.reduce(
    (total, coefficient, i) => total + coefficient / (shifted + i + 1),
    0.9999999999998099,
  )
  const t = shifted + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum)
}
