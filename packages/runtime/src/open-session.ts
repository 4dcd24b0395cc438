import { availableParallelism } from 'node:os'
import type { InferenceSession } from 'onnxruntime-node'
import { ArgumentError, ModelError, UnsupportedError } from '@towerkit/core'
import { availableDevices } from './devices.ts'
import type { Device } from './devices.ts'
import { learnStop, withStop } from './in-place-outputs.ts'
import { loadOnnxRuntime } from './onnx-runtime.ts'
import type { SessionOptions } from './session-options.ts'

/** ONNX Runtime's session and the device it is on. */
export interface OpenedSession {
  readonly native: InferenceSession
  readonly device: Device
  /**
   * The error that shows that outputs are written in place; undefined if they are copied. See in-place-outputs.ts.
   */
  readonly stop: string | undefined
}

/**
 * Opens the model on the first device of the preference list that takes it. @param inPlace Whether outputs are to be
 * written into given tensors.
 */
export async function openSession(
  model: Uint8Array | string,
  options: SessionOptions,
  inPlace: boolean,
): Promise<OpenedSession> {
  const { device = 'cpu', onFallback } = options
  const nativeOptions = toNativeOptions(options)
  const offered = (await availableDevices()).map(available => available.device)
  const openFirst = async ([candidate, ...others]: readonly Device[]): Promise<OpenedSession> => {
    if (candidate === undefined)
      throw new ArgumentError('createSession: the list of devices is empty. Name at least one, such as "cpu".')
    try {
      return await openOn(candidate, { offered, model, options: nativeOptions, inPlace })
    } catch (reason) {
      if (others.length === 0) throw reason
      onFallback?.({ device: candidate, reason: reason as Error })
      return openFirst(others)
    }
  }
  return openFirst(typeof device === 'string' ? [device] : device)
}

interface Opening {
  readonly offered: readonly Device[]
  readonly model: Uint8Array | string
  readonly options: InferenceSession.SessionOptions
  readonly inPlace: boolean
}

async function openOn(device: Device, { offered, model, options, inPlace }: Opening): Promise<OpenedSession> {
  if (!offered.includes(device)) {
    throw new UnsupportedError(
      `createSession: device "${device}" is not among ${offered.join(', ')}, which ONNX Runtime offers here. ` +
        'Choose one of them.',
      { device, offered },
    )
  }
  const runtime = await loadOnnxRuntime()
  // `string`: the overloads for paths and for bytes are separate, the implementation is one.
  const create = (source: Uint8Array | string) =>
    runtime.InferenceSession.create(source as string, { ...options, executionProviders: [device] })
  const stop = !inPlace || typeof model === 'string' || device !== 'cpu' ? undefined : await learnStop(runtime)
  if (stop !== undefined) {
    // Fails for models of an opset before 11, which has no sequences, and for those that fail below too, with a better
    // message.
    const native = await create(withStop(model as Uint8Array)).catch(() => undefined)
    if (native !== undefined) return { native, device, stop }
  }
  const what = typeof model === 'string' ? `"${model}"` : `${model.byteLength} bytes`
  try {
    return { native: await create(model), device, stop: undefined }
  } catch (cause) {
    throw new ModelError(
      `createSession: ONNX Runtime refuses the model of ${what} on ${device}: ${(cause as Error).message}. ` +
        'Correct the model or the device.',
      { cause, device },
    )
  }
}

function toNativeOptions({
  threads = availableParallelism(),
  optimization = 'all',
  arena = true,
  profile,
  externalData,
}: SessionOptions): InferenceSession.SessionOptions {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new ArgumentError(`createSession: threads is ${threads}, expected a whole number of at least 1.`, { threads })
  }
  return {
    intraOpNumThreads: threads,
    graphOptimizationLevel: optimization,
    enableCpuMemArena: arena,
    // A pattern plans one more block for all activations of each input shape: up to twice the memory, and no time
    // gained.
    enableMemPattern: false,
    // Failures are thrown; without this they are also written to the terminal.
    logSeverityLevel: 4,
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    ...(externalData === undefined
      ? {}
      : { externalData: Object.entries(externalData).map(([path, data]) => ({ path, data })) }),
  }
}
