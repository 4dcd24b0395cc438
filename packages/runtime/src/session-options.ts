import type { Device } from './devices.ts'

/** How a session runs its graph. */
export interface SessionOptions {
  /** Threads within one operation, at least 1. Default: the cores of the machine. */
  readonly threads?: number
  /**
   * Where to run; default `'cpu'`. A list is an order of preference: each device that fails is reported to `onFallback`
   * and the next is tried. ONNX Runtime runs on the CPU whatever a device cannot.
   */
  readonly device?: Device | readonly Device[]
  /** Called for each device of the list that could not be used. `session.device` says which one is. */
  readonly onFallback?: (fallback: Fallback) => void
  /** How far the graph is rewritten. Default `'all'`. If a fused operation has no float64 kernel, use `'disabled'`. */
  readonly optimization?: 'disabled' | 'basic' | 'extended' | 'all'
  /** Keep freed memory for the next run. Default true; false gives it back after each run, for servers that idle. */
  readonly arena?: boolean
  /** Write a profile when the session closes, to this path followed by the date and `.json`. Default: none. */
  readonly profile?: string
  /**
   * Weights outside the model, by the path that the model names. For a model given as bytes; a path finds the files
   * next to it.
   */
  readonly externalData?: Readonly<Record<string, Uint8Array>>
}

/** A device that could not be used, and why. */
export interface Fallback {
  readonly device: Device
  readonly reason: Error
}
