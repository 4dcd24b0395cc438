import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** The results of a study, in a file of JSON lines. */
export interface StudyResults<Line extends object> {
  readonly lines: readonly Line[]
  /** The first result that has all these fields. */
  find(fields: Partial<Line>): Line | undefined
  /** That of each seed, in their order; undefined if one is missing. */
  ofSeeds(fields: Partial<Line>, seeds: readonly number[]): readonly Line[] | undefined
  /** Appends a result at once, so that a run that is stopped goes on after it. */
  add(line: Line): void
}

/**
 * Opens the results of a study. A run that was killed may have left half a line: it is passed over, and measured again.
 *
 * @param path File of JSON lines; made with its folder if it is not there.
 */
export function studyResults<Line extends object>(path: string): StudyResults<Line> {
  mkdirSync(dirname(path), { recursive: true })
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const lines = text.split('\n').flatMap(parsed<Line>)
  // Half a line must not join the next one.
  if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n')
  const find = (fields: Partial<Line>) =>
    lines.find(line => Object.entries(fields).every(([name, value]) => line[name as keyof Line] === value))
  return {
    lines,
    find,
    ofSeeds(fields, seeds) {
      const found = seeds.flatMap(seed => find({ ...fields, seed } as Partial<Line>) ?? [])
      return found.length === seeds.length ? found : undefined
    },
    add(line) {
      lines.push(line)
      appendFileSync(path, `${JSON.stringify(line)}\n`)
    },
  }
}

function parsed<Line>(text: string): Line[] {
  try {
    return [JSON.parse(text) as Line]
  } catch {
    return []
  }
}
