import { DataError } from '@towerkit/core'
import type { IndexHeader } from './index-header.ts'

/** The error of a file with correct checksums whose contents contradict its header. */
export function wrongContent(caller: string, path: string, cause?: unknown): DataError {
  return new DataError(`${caller}: "${path}" does not hold what its header describes. Build the index again.`, {
    cause,
    path,
  })
}

/**
 * The options of an index that its file's header describes.
 *
 * @param check Throws if one is out of range.
 * @throws {DataError} if `check` does.
 */
export function savedOptions<Options>(
  { dimensions, metric, model, settings }: IndexHeader,
  check: (options: Options) => unknown,
  { caller, path }: { readonly caller: string; readonly path: string },
): Options {
  const options = { dimensions, metric, ...(model === undefined ? {} : { model }), ...settings } as Options
  try {
    check(options)
  } catch (cause) {
    throw wrongContent(caller, path, cause)
  }
  return options
}
