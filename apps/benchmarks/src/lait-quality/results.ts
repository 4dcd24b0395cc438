import { appendFileSync, existsSync, readFileSync } from 'node:fs'

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

/** Results of a task in a file of JSON lines, so that a run that was stopped goes on where it was. */
export function resultsOf(path: string) {
  const results: Result[] = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line) as Result)
    : []
  const find = (wanted: Partial<Result>) =>
    results.find(result => Object.entries(wanted).every(([key, value]) => result[key as keyof Result] === value))
  return {
    find,
    /** Of each seed, in their order; undefined if one is missing. */
    all(wanted: Partial<Result>, seeds: readonly number[]): readonly Result[] | undefined {
      const found = seeds.flatMap(seed => find({ ...wanted, seed }) ?? [])
      return found.length === seeds.length ? found : undefined
    },
    add(result: Result): void {
      results.push(result)
      appendFileSync(path, `${JSON.stringify(result)}\n`)
    },
  }
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
