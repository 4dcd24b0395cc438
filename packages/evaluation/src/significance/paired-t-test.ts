/**
 * Student's paired t-test of "both systems are the same", two-sided:
 * t = mean / (s / sqrt(n)), with n - 1 degrees of freedom and s the sample standard deviation.
 *
 * @param differences One a query, at least two.
 * @returns p, with an absolute error of about 1e-14.
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4, for Student's distribution
 */
export function pairedTTest(differences: readonly number[]): number {
  const count = differences.length
  const mean = differences.reduce((sum, value) => sum + value, 0) / count
  if (mean === 0) return 1
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1)
  return outside(Math.abs(mean) / Math.sqrt(variance / count), count - 1)
}

/** Probability that Student's t lies outside [-t, t]. */
function outside(t: number, degrees: number): number {
  const angle = Math.atan2(t, Math.sqrt(degrees))
  const squaredCosine = Math.cos(angle) ** 2
  const odd = degrees % 2
  let term = odd === 1 ? Math.cos(angle) : 1
  let series = 0
  for (let k = 0; k < Math.floor(degrees / 2); k++) {
    series += term
    term *= squaredCosine * (odd === 1 ? (2 * k + 2) / (2 * k + 3) : (2 * k + 1) / (2 * k + 2))
  }
  const inside = odd === 1 ? (2 / Math.PI) * (angle + Math.sin(angle) * series) : Math.sin(angle) * series
  return Math.min(1, Math.max(0, 1 - inside))
}
