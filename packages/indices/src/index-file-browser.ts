import { UnsupportedError } from '@towerkit/core'

/** Replaces index-file.ts in bundles for browsers. */
export async function writeIndexFile(): Promise<never> {
  throw noFiles('save')
}

/** @throws {UnsupportedError} always: there are no files. */
export async function readIndexFile(_path: string, { caller }: { readonly caller: string }): Promise<never> {
  throw noFiles(caller)
}

function noFiles(caller: string): UnsupportedError {
  return new UnsupportedError(
    `${caller}: this is a browser, which has no files of the system. Send keys and vectors, and add them to an index.`,
  )
}
