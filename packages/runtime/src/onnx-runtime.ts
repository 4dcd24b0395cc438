import { UnsupportedError } from '@towerkit/core'

/** The module of onnxruntime-node. */
export type OnnxRuntime = typeof import('onnxruntime-node')

/**
 * Loads onnxruntime-node on first use, so that a program that only reads weights never loads its native library.
 *
 * @throws {UnsupportedError} if it has no binary for this machine.
 */
export async function loadOnnxRuntime(): Promise<OnnxRuntime> {
  try {
    return await import('onnxruntime-node')
  } catch (cause) {
    const machine = `${process.platform}/${process.arch}`
    throw new UnsupportedError(
      `createSession: onnxruntime-node does not load on ${machine}: ${(cause as Error).message}. ` +
        'It supports linux (glibc 2.28 or later) and win32 on x64 and arm64, and darwin on arm64.',
      { cause, machine },
    )
  }
}
