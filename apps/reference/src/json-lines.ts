import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { DataError } from '@towerkit/core'
import { writeFileAtomically } from '@towerkit/runtime'

/** Writes one JSON value a line. */
export async function writeJsonLines(path: string, values: Iterable<unknown>): Promise<void> {
  const encoder = new TextEncoder()
  await writeFileAtomically(
    path,
    (function* () {
      for (const value of values) yield encoder.encode(`${JSON.stringify(value)}\n`)
    })(),
  )
}

/** Reads one JSON value a line. @throws {DataError} for a line that is not JSON. */
export async function readJsonLines<T>(path: string): Promise<T[]> {
  const values: T[] = []
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    try {
      values.push(JSON.parse(line) as T)
    } catch (cause) {
      throw new DataError(
        `readJsonLines: line ${values.length + 1} of "${path}" is not JSON. Remove the file to make it again.`,
        { path, cause },
      )
    }
  }
  return values
}
