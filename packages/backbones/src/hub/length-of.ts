import { stat } from 'node:fs/promises'

/** Length of a file in bytes, or undefined. */
export function lengthOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}
