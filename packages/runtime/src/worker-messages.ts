import {
  AbortedError,
  ArgumentError,
  DataError,
  DivergenceError,
  MissingPeerError,
  ModelError,
  OverloadedError,
  ShapeError,
  TowerkitError,
  UnsupportedError,
  WorkerError,
} from '@towerkit/core'
import type { Device } from './devices.ts'
import type { NativeGate } from './native-gate.ts'
import type { Fallback, SessionOptions } from './session-options.ts'
import type { Tensors } from '@towerkit/core'
import type { ValueInfo } from './value-info.ts'

/**
 * What a worker starts with. Bytes are in shared memory, so that all workers and their successors start from one copy.
 */
export interface WorkerStart {
  readonly gate: NativeGate
  readonly model: string | SharedArrayBuffer
  readonly externalData: Readonly<Record<string, SharedArrayBuffer>>
  readonly options: Omit<SessionOptions, 'externalData' | 'onFallback'>
}

/** What the pool asks of a worker: a run, or, without feeds, to close. */
export interface WorkerRequest {
  readonly feeds?: Tensors
  readonly outputs?: readonly string[]
}

/** What a worker knows of its model once it is ready. */
export interface WorkerReady {
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  readonly device: Device
  readonly fallbacks: readonly Fallback[]
}

/** What a worker answers. Each request has one answer; `ready` or `failed` comes first, unasked. */
export type WorkerReply =
  | { readonly kind: 'ready'; readonly ready: WorkerReady }
  | { readonly kind: 'done'; readonly tensors: Tensors }
  | { readonly kind: 'failed'; readonly error: SentError }

/** An error that keeps its code on the way between threads, where classes are lost. */
export interface SentError {
  readonly code: TowerkitError['code']
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
  readonly cause: unknown
}

const classes = {
  aborted: AbortedError,
  argument: ArgumentError,
  data: DataError,
  diverged: DivergenceError,
  'missing-peer': MissingPeerError,
  model: ModelError,
  overloaded: OverloadedError,
  shape: ShapeError,
  unsupported: UnsupportedError,
  worker: WorkerError,
}

/** Takes an error apart for `postMessage`. */
export function sendError(error: unknown): SentError {
  if (!TowerkitError.is(error))
    return { code: 'worker', message: `session worker: ${String(error)}`, details: {}, cause: error }
  const { code, message, details, cause } = error
  return { code, message, details, cause }
}

/** Puts a sent error together again. */
export function receiveError({ code, message, details, cause }: SentError): TowerkitError {
  return new classes[code](message, { ...details, cause })
}
