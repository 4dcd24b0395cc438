import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node'
import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { checkFeeds, checkOutputs } from './check-feeds.ts'
import type { Device } from './devices.ts'
import { runToStop, stopOutput } from './in-place-outputs.ts'
import { loadOnnxRuntime } from './onnx-runtime.ts'
import type { OnnxRuntime } from './onnx-runtime.ts'
import { fromOnnxTensor, toFeed, toFetch } from './onnx-tensor.ts'
import { openSession } from './open-session.ts'
import type { OpenedSession } from './open-session.ts'
import { runError } from './run-error.ts'
import type { SessionOptions } from './session-options.ts'
import { tensor } from './tensor.ts'
import type { Tensor, Tensors } from './tensor.ts'
import { toValueInfo } from './value-info.ts'
import type { ValueInfo } from './value-info.ts'

/** What one run takes besides its inputs. */
export interface RunOptions {
  /** Names of the outputs to compute. Default: all. */
  readonly outputs?: readonly string[]
  /**
   * Tensors to write outputs into. An output given here is this very object, its data written in place.
   * Its memory may be that of an input if nothing reads that input after the node that writes: `w' = w - step` may
   * write `w`.
   */
  readonly into?: Tensors
}

/** A graph that is ready to run. */
export interface Session extends AsyncDisposable {
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  /** The device in use. */
  readonly device: Device
  /**
   * Runs the graph. Feeds are read where they lie, without a copy: leave them alone until the promise settles.
   * The work is synchronous inside: the event loop stands still meanwhile. Use `createSessionPool` in a server.
   *
   * @param feeds A tensor for each input. Views into larger buffers are fine.
   * @returns A tensor for each output.
   * @throws {ArgumentError} for missing or unknown names or a wrong dtype, or if the session is closed.
   * @throws {ShapeError} for shapes that do not fit.
   * @throws {ModelError} if an operation fails.
   */
  run(feeds: Tensors, options?: RunOptions): Promise<Tensors>
  /** Waits for the runs under way and frees the graph. A second call does nothing. */
  close(): Promise<void>
}

/**
 * Makes a session in this thread: for training, scripts and workers. Creating it is synchronous work of up to seconds
 * for large models.
 *
 * @param model Bytes of an ONNX model, free to be reused afterwards, or its path.
 * @returns The session. Close it, or declare it with `await using`.
 * @throws {ModelError} if the model is malformed or ONNX Runtime refuses it.
 * @throws {UnsupportedError} if no wanted device is there, or an input or output is no tensor of a known dtype.
 *
 * @example
 * await using session = await createSession('model.onnx', { threads: 2 })
 * const { y } = await session.run({ x: tensor('float32', [1, 2], [1, 2]) })
 */
export function createSession(model: Uint8Array | string, options: SessionOptions = {}): Promise<Session> {
  requireKnownOptions<SessionOptions>('createSession', options, {
    threads: true,
    device: true,
    onFallback: true,
    optimization: true,
    arena: true,
    profile: true,
    externalData: true,
  })
  return openAs(model, options, true)
}

/** A session that gives new tensors and never writes `into` given ones, which saves it a copy of the model. */
export function createPlainSession(model: Uint8Array | string, options: SessionOptions): Promise<Session> {
  requireKnownOptions<SessionOptions>('createPlainSession', options, {
    threads: true,
    device: true,
    onFallback: true,
    optimization: true,
    arena: true,
    profile: true,
    externalData: true,
  })
  return openAs(model, options, false)
}

async function openAs(model: Uint8Array | string, options: SessionOptions, inPlace: boolean): Promise<Session> {
  const opened = await openSession(model, options, inPlace)
  try {
    return toSession(await loadOnnxRuntime(), opened, options.profile !== undefined)
  } catch (error) {
    await opened.native.release()
    throw error
  }
}

function toSession({ Tensor }: OnnxRuntime, { native, device, stop }: OpenedSession, profiling: boolean): Session {
  const inputs = native.inputMetadata.map(toValueInfo)
  const outputs = native.outputMetadata.filter(({ name }) => name !== stopOutput).map(toValueInfo)
  const pending = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  const run: Session['run'] = async (feeds, { outputs: wanted, into = {} } = {}) => {
    if (closed !== undefined) throw new ArgumentError('session.run: the session is closed. Create another one.')
    checkFeeds(feeds, inputs, 'session.run')
    const names = checkOutputs(wanted, into, outputs, 'session.run')
    const running = start(feeds, names, into)
    pending.add(running)
    try {
      return await running
    } catch (cause) {
      throw runError(cause, feeds)
    } finally {
      pending.delete(running)
    }
  }

  const start = (feeds: Tensors, names: readonly string[], into: Tensors): Promise<Tensors> => {
    const nativeFeeds = Object.fromEntries(inputs.map(({ name }) => [name, toFeed(feeds[name]!)]))
    const targets = stop === undefined || Object.keys(into).length === 0 ? undefined : targetsFor(names, into, outputs)
    return targets === undefined ? runCopying(nativeFeeds, names, into) : runInPlace(nativeFeeds, targets)
  }
  const runInPlace = async (nativeFeeds: InferenceSession.FeedsType, targets: Tensors) => {
    const fetches = Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, toFetch(target, Tensor)]))
    const error = await runToStop(native, nativeFeeds, fetches)
    if (error !== undefined && error.message !== stop) throw error
    return targets
  }
  const runCopying = async (nativeFeeds: InferenceSession.FeedsType, names: readonly string[], into: Tensors) => {
    const fetches = Object.fromEntries(
      names.map(name => [name, Object.hasOwn(into, name) ? toFetch(into[name]!, Tensor) : null]),
    )
    const results = await native.run(nativeFeeds, fetches as InferenceSession.FetchesType)
    return Object.fromEntries(
      names.map(name => [
        name,
        Object.hasOwn(into, name) ? keepTarget(into[name]!, results[name]!) : fromOnnxTensor(results[name]!),
      ]),
    )
  }

  const close = async () => {
    await Promise.allSettled(pending)
    if (profiling) native.endProfiling()
    await native.release()
  }
  const closeOnce = () => (closed ??= close())
  return { inputs, outputs, device, run, close: closeOnce, [Symbol.asyncDispose]: closeOnce }
}

/**
 * A target for every wanted output, those of fixed shape (a loss) made here; undefined if a shape is not known before
 * the run.
 */
function targetsFor(names: readonly string[], into: Tensors, outputs: readonly ValueInfo[]): Tensors | undefined {
  const infos = new Map(outputs.map(output => [output.name, output]))
  const targets = names.map((name): [string, Tensor | undefined] => {
    const { dtype, shape } = infos.get(name)!
    const isFixed = shape.every(dimension => typeof dimension === 'number')
    return [
      name,
      Object.hasOwn(into, name) ? into[name] : isFixed ? tensor(dtype, shape as readonly number[]) : undefined,
    ]
  })
  return targets.some(([, target]) => target === undefined) ? undefined : (Object.fromEntries(targets) as Tensors)
}

/**
 * onnxruntime-node copied the output besides writing it in place; the copy is given back at once, not by the collector.
 */
function keepTarget(target: Tensor, { data }: OnnxTensor): Tensor {
  const { buffer } = data as Uint8Array<ArrayBuffer>
  ;(buffer as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0)
  return target
}
