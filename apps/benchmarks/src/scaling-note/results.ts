import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What was measured of one model of one part of the study. */
export interface Result {
  readonly part: string
  readonly arm: string
  readonly seed: number
  /** Numbers by name: mean measures, sizes, losses. */
  readonly values: Readonly<Record<string, number>>
  /** R@50 and nDCG@10 of each test query, in their order. */
  readonly perQuery?: { readonly recall: readonly number[]; readonly ndcg: readonly number[] }
}

/** Results as JSON lines: a run that was stopped goes on after the last whole line. */
export function openResults(folder: string) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'results.jsonl')
  const lines: Result[] = existsSync(path) ? readFileSync(path, 'utf8').split('\n').flatMap(parsed) : []
  // A line that was cut when the run was killed must not join the next one.
  if (existsSync(path) && !readFileSync(path, 'utf8').endsWith('\n')) appendFileSync(path, '\n')
  return {
    lines,
    has: (part: string, arm: string, seed: number) =>
      lines.some(line => line.part === part && line.arm === arm && line.seed === seed),
    add(line: Result) {
      lines.push(line)
      appendFileSync(path, `${JSON.stringify(line)}\n`)
      console.log(
        new Date().toISOString().slice(11, 19),
        line.part,
        line.arm,
        'seed',
        line.seed,
        JSON.stringify(line.values),
      )
    },
  }
}

export type Results = ReturnType<typeof openResults>

function parsed(line: string): Result[] {
  try {
    return [JSON.parse(line) as Result]
  } catch {
    return []
  }
}
