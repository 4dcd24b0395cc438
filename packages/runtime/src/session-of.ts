import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node'
import { ArgumentError } from '@towerkit/core'
import { checkFeeds, checkOutputs } from './check-feeds.ts'
import { runToStop, stopOutput } from './in-place-outputs.ts'
import type { OnnxRuntime } from './onnx-runtime.ts'
import { fromOnnxTensor, toFeed, toFetch } from './onnx-tensor.ts'
import type { OpenedSession } from './open-session.ts'
import { runError } from './run-error.ts'
import type { Session } from './session-contract.ts'
import { tensor } from './tensor.ts'
import type { Tensor, Tensors } from '@towerkit/core'
import { toValueInfo } from './value-info.ts'
import type { ValueInfo } from './value-info.ts'

/** The session that its caller sees, of one of ONNX Runtime. */
export function sessionOf(
  { Tensor }: OnnxRuntime,
  { native, device, stop }: OpenedSession,
  profiling: boolean,
): Session {
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
 * A target for every requested output, those of fixed shape (a loss) made here; undefined if a shape is not known
 * before the run.
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
