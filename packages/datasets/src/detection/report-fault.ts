import { TowerkitError, type DataError } from '@towerkit/core'
import type { BoxedPictureOptions } from './boxed-picture-options.ts'

/** Gives a fault of the data to `onFault`; throws it without one, and throws any other error. */
export function reportFault(error: unknown, { onFault }: BoxedPictureOptions): void {
  if (!onFault || !TowerkitError.is(error) || error.code !== 'data') throw error
  onFault(error as DataError)
}
