import { AbortedError, TowerkitError } from '@towerkit/core'

/**
 * @param caller Public function, for the message.
 * @throws {AbortedError} if the signal has been given; its reason if that is one of Towerkit's errors.
 */
export function requireGoingOn(caller: string, signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  const { reason } = signal as { reason: unknown }
  throw TowerkitError.is(reason) ? reason : new AbortedError(`${caller}: cancelled by the signal.`, { cause: reason })
}
