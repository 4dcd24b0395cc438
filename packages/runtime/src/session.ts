import { requireKnownOptions } from '@towerkit/core'
import { loadOnnxRuntime } from './onnx-runtime.ts'
import { openSession } from './open-session.ts'
import { sessionOf } from './session-of.ts'
import type { Session } from './session-contract.ts'
import { sessionOptionNames } from './session-option-names.ts'
import type { SessionOptions } from './session-options.ts'

/**
 * Makes a session in this thread: for training, scripts and workers. Creating it is synchronous work of up to seconds
 * for large models.
 *
 * @param model Bytes of an ONNX model, free to be reused afterwards, or its path.
 * @returns The session. Close it, or declare it with `await using`.
 * @throws {ModelError} if the model is malformed or ONNX Runtime refuses it.
 * @throws {UnsupportedError} if none of the given devices is available, or an input or output is no tensor of a known
 *   dtype.
 *
 * @example
 * const session = await createSession('model.onnx', { threads: 2 })
 * const { y } = await session.run({ x: tensor('float32', [1, 2], [1, 2]) })
 */
export function createSession(model: Uint8Array | string, options: SessionOptions = {}): Promise<Session> {
  requireKnownOptions('createSession', options, sessionOptionNames)
  return openAs(model, options, true)
}

/** A session that gives new tensors and never writes `into` given ones, which saves it a copy of the model. */
export function createPlainSession(model: Uint8Array | string, options: SessionOptions): Promise<Session> {
  requireKnownOptions('createPlainSession', options, sessionOptionNames)
  return openAs(model, options, false)
}

async function openAs(model: Uint8Array | string, options: SessionOptions, inPlace: boolean): Promise<Session> {
  const opened = await openSession(model, options, inPlace)
  try {
    return sessionOf(await loadOnnxRuntime(), opened, options.profile !== undefined)
  } catch (error) {
    await opened.native.release()
    throw error
  }
}
