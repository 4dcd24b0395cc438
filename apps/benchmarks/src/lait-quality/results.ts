/** What a model said of a split. */
export interface Result {
  /** How the model was trained. */
  readonly arm: string
  readonly seed: number
  readonly split: 'dev' | 'test'
  /** Parallel layers with which it was evaluated. */
  readonly layers: number
  readonly value: number
  readonly outputs: readonly number[]
}

/** Mean of the seeds. */
export function mean(results: readonly Result[]): number {
  return results.reduce((sum, { value }) => sum + value, 0) / results.length
}

/** Mean with the half width of its 95 % interval over the seeds (Student's t), and the range. */
export function summary(results: readonly Result[]): string {
  const center = mean(results)
  const deviation = Math.sqrt(results.reduce((sum, { value }) => sum + (value - center) ** 2, 0) / (results.length - 1))
  const t = [Number.NaN, 12.706, 4.303, 3.182, 2.776][results.length - 1]!
  const values = results.map(({ value }) => value)
  return (
    `${center.toFixed(4)} ± ${((t * deviation) / Math.sqrt(results.length)).toFixed(4)} ` +
    `(${Math.min(...values).toFixed(4)} to ${Math.max(...values).toFixed(4)})`
  )
}
