import type { TowerkitError } from '@towerkit/core'

/**
 * Why a file of a folder gives no document: it is of no kind that is read (`unsupported`), no text (`binary`) or
 * without text (`empty`), a symbolic link (`link`) or a device, pipe or socket (`special`); or it is a document that
 * cannot be read: no permission, or gone (`unreadable`), over the limit (`too-large`), in an unknown encoding
 * (`encoding`), damaged or encrypted (`malformed`), or read by a package that is not installed (`missing-peer`).
 */
export type SkipReason =
  | 'unsupported'
  | 'binary'
  | 'empty'
  | 'link'
  | 'special'
  | 'unreadable'
  | 'too-large'
  | 'encoding'
  | 'malformed'
  | 'missing-peer'

/** A file or folder that gives no document. */
export interface SkippedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string
  readonly reason: SkipReason
  /** The error; none for files that are no documents at all. */
  readonly error?: TowerkitError
}

/** A failure that concerns one file. */
export class UnreadDocument extends Error {
  readonly reason: SkipReason
  readonly error: TowerkitError | undefined

  constructor(reason: SkipReason, error?: TowerkitError) {
    super(reason, { cause: error })
    this.reason = reason
    this.error = error
  }
}
