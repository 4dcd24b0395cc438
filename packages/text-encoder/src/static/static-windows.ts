import { setImmediate } from 'node:timers/promises'
import { AbortedError, type EncodeOptions, type Vectors } from '@towerkit/core'
import type { Texts } from '../prompted-encoder.ts'

/** Texts given at a time. */
const windowSize = 2048
/** Texts between two looks at the clock, and milliseconds that encoding may keep the event loop to itself. */
const step = 4
const turnMs = 4

/** How texts are encoded. */
export interface StaticWindowsContext extends EncodeOptions {
  readonly dimensions: number
  readonly encode: (texts: readonly string[]) => Vectors
}

/** Encodes texts in this thread, some at a time, and lets the event loop turn in between. */
export async function* staticWindows(
  texts: Texts,
  { dimensions, encode, signal, onProgress }: StaticWindowsContext,
): AsyncGenerator<Vectors, void, undefined> {
  const total = Array.isArray(texts) ? texts.length : undefined
  let done = 0
  let window: string[] = []
  const encodeWindow = async (): Promise<Vectors> => {
    const data = new Float32Array(window.length * dimensions)
    let since = performance.now()
    for (let start = 0; start < window.length; start += step) {
      if (start > 0 && performance.now() - since > turnMs) {
        await setImmediate()
        since = performance.now()
      }
      if (signal?.aborted)
        throw new AbortedError(`encode: stopped by the caller after ${done} texts.`, { done, cause: signal.reason })
      const some = window.slice(start, start + step)
      data.set(encode(some).data, start * dimensions)
      onProgress?.({ done: (done += some.length), total })
    }
    return { data, count: window.length, dimensions }
  }
  for await (const text of texts) {
    window.push(text)
    if (window.length < windowSize) continue
    yield await encodeWindow()
    window = []
  }
  if (window.length > 0) yield await encodeWindow()
}
