/** One test of a conformance suite. It throws if the implementation breaks the contract. */
export interface ConformanceCase {
  readonly name: string
  run(): Promise<void>
}

/** Cases that an implementation cannot pass, with the reason. */
export interface ConformanceSkip {
  readonly reason: string
  readonly tests: readonly string[]
}

/**
 * Turns skipped cases into cases that fail once the implementation passes them, so that no skip outlives its reason.
 *
 * @throws {Error} if a skip names a case that does not exist.
 */
export function applySkips(cases: readonly ConformanceCase[], skips: readonly ConformanceSkip[]): ConformanceCase[] {
  const reasons = new Map(skips.flatMap(({ reason, tests }) => tests.map(test => [test, reason] as const)))
  for (const test of reasons.keys()) {
    if (!cases.some(({ name }) => name === test))
      throw new Error(`conformance: no case is called "${test}". Correct the skip.`)
  }
  return cases.map(({ name, run }) => {
    const reason = reasons.get(name)
    return reason === undefined
      ? { name, run }
      : { name: `${name} (skipped: ${reason})`, run: () => mustFail(name, run) }
  })
}

async function mustFail(name: string, run: () => Promise<void>): Promise<void> {
  const passed = await run().then(
    () => true,
    () => false,
  )
  if (passed) throw new Error(`conformance: "${name}" is skipped but passes. Remove the skip.`)
}

/** Fails with `message` unless `condition` holds. */
export function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

/** Fails unless `work` rejects with a Towerkit error of the given code. */
export async function expectRejection(code: string, work: () => Promise<unknown>): Promise<void> {
  const error = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error !== undefined, `expected an error of code "${code}", but it succeeded`)
  expect((error as { code?: unknown }).code === code, `expected an error of code "${code}", got ${String(error)}`)
}
