import type { SeededRandom } from '@towerkit/core'

/**
 * Fisher's paired randomisation test of "both systems are the same": how often a random exchange of the two systems'
 * values, query by query, makes a difference at least as large as the one that was seen. Two-sided.
 *
 * If there are at most `samples` exchanges, it enumerates all of them and the result is exact. Otherwise p = (1 +
 * count) / (1 + samples), which is never 0.
 *
 * @param differences One a query.
 * @see Smucker, Allan and Carterette, A comparison of statistical significance tests for information retrieval
 *   evaluation, CIKM 2007, section 2.1
 */
export function randomisationTest(differences: readonly number[], samples: number, random: SeededRandom): number {
  const threshold = Math.abs(sum(differences)) * (1 - 1e-12)
  if (2 ** differences.length <= samples) return exact(differences, threshold)
  let count = 0
  for (let sample = 0; sample < samples; sample++) {
    let total = 0
    for (let i = 0; i < differences.length; i++) total += random() < 0.5 ? differences[i]! : -differences[i]!
    if (Math.abs(total) >= threshold) count++
  }
  return (1 + count) / (1 + samples)
}

function exact(differences: readonly number[], threshold: number): number {
  const exchanges = 2 ** differences.length
  let count = 0
  for (let signs = 0; signs < exchanges; signs++) {
    let total = 0
    for (let i = 0; i < differences.length; i++) total += (signs >>> i) & 1 ? -differences[i]! : differences[i]!
    if (Math.abs(total) >= threshold) count++
  }
  return count / exchanges
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
