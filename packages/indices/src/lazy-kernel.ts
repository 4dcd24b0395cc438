import type { ScoreKernel } from './score-kernel.ts'

/** A kernel that is made when it is first needed. */
export interface LazyKernel {
  /** One that could not be made is tried again by the next call. */
  get(): Promise<ScoreKernel>
  close(): Promise<void>
}

export function lazyKernel(make: () => ScoreKernel | Promise<ScoreKernel>): LazyKernel {
  let made: Promise<ScoreKernel> | undefined
  return {
    get: () =>
      (made ??= Promise.resolve()
        .then(make)
        .catch((error: unknown) => {
          made = undefined
          throw error
        })),
    close: async () => made?.then(kernel => kernel.close?.()),
  }
}
