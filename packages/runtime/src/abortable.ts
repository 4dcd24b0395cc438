import { AbortedError } from '@towerkit/core'

/**
 * A promise that an `AbortSignal` can reject at once.
 *
 * @param begin Starts the work and returns what to do when it is cancelled before it settles.
 * @throws {AbortedError} with the signal's reason as cause.
 */
export function abortable<Result>(
  signal: AbortSignal | undefined,
  begin: (resolve: (result: Result) => void, reject: (error: Error) => void) => () => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(new AbortedError('session pool: cancelled by the signal.', { cause: signal?.reason }))
    if (signal?.aborted) return aborted()
    let cancel = () => {}
    const onAbort = () => {
      cancel()
      aborted()
    }
    const settled = () => signal?.removeEventListener('abort', onAbort)
    signal?.addEventListener('abort', onAbort, { once: true })
    cancel = begin(
      result => {
        settled()
        resolve(result)
      },
      error => {
        settled()
        reject(error)
      },
    )
  })
}
