import type { InferenceSession } from 'onnxruntime-node'
import type { OnnxRuntime } from './onnx-runtime.ts'

/**
 * Outputs written in place, without the copy that onnxruntime-node makes of every output.
 *
 * ONNX Runtime can write an output into preallocated memory. Then onnxruntime-node copies each output of the model, in
 * order, into new memory, requested or not: 0.6 ms a megabyte, 5 % of a training step and all weights once more in
 * memory. It stops at the first output that it cannot convert, and it cannot convert sequences. So the model gets a
 * first output that is an empty sequence, and the error that this output causes is the sign that all others are
 * written.
 *
 * What that error says is learnt from a run of a one-node model. If a version converts sequences, there is no error to
 * learn, and outputs are copied as before.
 */
export const stopOutput = 'towerkit.stop'

/**
 * A part of an ONNX model: graph { node { SequenceEmpty -> towerkit.stop }, output { towerkit.stop: sequence of float32
 * } }. Protocol buffers merge messages that are written one after the other, so put before a model it becomes its first
 * output.
 */
export const stopPart = fromBase64(
  'OjsKHhINdG93ZXJraXQuc3RvcCINU2VxdWVuY2VFbXB0eWIZCg10b3dlcmtpdC5zdG9wEggiBgoECgIIAQ==',
)

/** A model, opset 21: float32 scalar y = -x. */
export const probeModel = fromBase64('CAo6LQoLCgF4EgF5IgNOZWcSBHRpbnlaCwoBeBIGCgQIARIAYgsKAXkSBgoECAESAEIECgAQFQ==')

/** The model with the stop as its first output. */
export function withStop(model: Uint8Array): Uint8Array {
  return Buffer.concat([stopPart, model])
}

let learnt: Promise<string | undefined> | undefined

/** What the error of the stop says, or undefined if this runtime has none. */
export function learnStop(runtime: OnnxRuntime): Promise<string | undefined> {
  return (learnt ??= probe(runtime))
}

async function probe({ InferenceSession, Tensor }: OnnxRuntime): Promise<string | undefined> {
  const target = new Float32Array(1)
  const session = await InferenceSession.create(withStop(probeModel), { intraOpNumThreads: 1, logSeverityLevel: 4 })
  const error = await runToStop(
    session,
    { x: new Tensor('float32', [1], []) },
    { y: new Tensor('float32', target, []) },
  )
  await session.release()
  return target[0] === -1 ? error?.message : undefined
}

/** Runs until the stop, with a target for every requested output. Returns the error that ended the run. */
export async function runToStop(
  session: InferenceSession,
  feeds: InferenceSession.FeedsType,
  targets: InferenceSession.FetchesType,
): Promise<Error | undefined> {
  const fetches = { [stopOutput]: null, ...targets } as InferenceSession.FetchesType
  return session.run(feeds, fetches).then(
    () => undefined,
    (error: Error) => error,
  )
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
