/** The share of numbers at or below which a number lies: 0.5 for the median, by the nearest rank. */
export function quantile(numbers: readonly number[], share: number): number {
  return [...numbers].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * numbers.length) - 1)]!
}
