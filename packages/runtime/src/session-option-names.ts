import type { SessionOptions } from './session-options.ts'
import type { SessionPoolOptions } from './session-pool-options.ts'

/** Every option of a session. */
export const sessionOptionNames: Readonly<Record<keyof SessionOptions, true>> = {
  threads: true,
  device: true,
  onFallback: true,
  optimization: true,
  arena: true,
  profile: true,
  externalData: true,
}

/** Every option of a pool. */
export const poolOptionNames: Readonly<Record<keyof SessionPoolOptions, true>> = {
  ...sessionOptionNames,
  workers: true,
  maxQueue: true,
  budget: true,
}
